"""What the families of devices are called."""

from cityplanner.i18n import _
from cityplanner.model import Family


def family_name(family: Family) -> str:
    """What the family is called on the screen."""
    return {
        Family.WIFI: _("Wi-Fi"),
        Family.LIGHTING: _("Lights"),
        Family.CAMERA: _("Cameras"),
        Family.ENVIRONMENT: _("Environment"),
        Family.TRAFFIC: _("Traffic"),
        Family.ALERT: _("Alerts"),
        Family.SERVICE: _("Services"),
    }[family]

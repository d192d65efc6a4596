"""The window's fixtures."""

from gui_window import _own_settings, qapp_args, settle, small_window, themed, window

__all__ = ["_own_settings", "qapp_args", "settle", "small_window", "themed", "window"]

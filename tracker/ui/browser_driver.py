"""The driver that a UI in a browser runs on, named to Textual by TEXTUAL_DRIVER."""

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp


class BrowserDriver(WebDriver):
    """Textual's own, but for what it does when the server is gone: the UI ends, and no process is left behind."""

    def run_input_thread(self) -> None:
        """Pass on keys until there can be no more."""
        super().run_input_thread()
        self._app.post_message(ExitApp())

"""What an embedded installation writes is for the account that runs it alone."""

import stat

from django.conf import settings


def test_nobody_else_opens_the_folder_of_an_embedded_installation():
    assert stat.S_IMODE(settings.VAR_DIR.stat().st_mode) == 0o700

import asyncio
from typing import Any, cast

import pytest

from dishboard.errors import SettingError
from dishboard.server.run import serve


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99_999), ("x" * 70, 0)])
def test_an_address_that_cannot_be_had_is_explained(host: str, port: int) -> None:
    with pytest.raises(SettingError, match=f"cannot listen on {host} port {port}: .*--port"):
        asyncio.run(serve(cast("Any", None), host, port))

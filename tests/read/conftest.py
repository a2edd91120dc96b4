"""What the tests of readers share: small files, written as a user would have them."""

import pytest

from analysis.errors import ReadError


@pytest.fixture
def write(tmp_path):
    """Write a file of text or bytes, and give its path."""

    def _write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


@pytest.fixture
def refusal():
    """Give the whole message with which a reader refuses a file."""

    def _refusal(read, *args, **settings):
        with pytest.raises(ReadError) as caught:
            read(*args, **settings)
        return str(caught.value)

    return _refusal

"""Which curation file an index has."""

from pathlib import Path

from service.curation.file import CURATION
from service.curation.source import CurationFile
from service.settings import ServiceSettings


def curation_of(index_dir: Path, settings: ServiceSettings) -> CurationFile:
    """The file that the settings name, which must be there, or the index's own, if it has one."""
    named = settings.curation
    return CurationFile(index_dir / CURATION) if named is None else CurationFile(named, required=True)

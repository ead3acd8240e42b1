"""Asks a Xunwen service over HTTP, with the result types of the library and without what an index stands on."""

from xunwen.client.asynchronous import AsyncClient
from xunwen.client.errors import ServiceError, UnreachableError
from xunwen.client.events import CitationEvent, DeltaEvent, Event, FinalEvent, HitsEvent
from xunwen.client.job import Job
from xunwen.client.reading import AskedResult, FoundResult
from xunwen.client.sync import Client

__all__ = [
    "AskedResult",
    "AsyncClient",
    "CitationEvent",
    "Client",
    "DeltaEvent",
    "Event",
    "FinalEvent",
    "FoundResult",
    "HitsEvent",
    "Job",
    "ServiceError",
    "UnreachableError",
]

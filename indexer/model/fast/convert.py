"""Writes a traced torch module as an OpenVINO model, without importing torch itself."""

import warnings
from collections.abc import Mapping
from pathlib import Path

import openvino

from indexer.errors import ModelError
from indexer.model.fast.engine import MODEL_FILE


def convert(module: object, example: Mapping[str, object], folder: Path) -> None:
    """Write a traced torch module as an OpenVINO model in float32; any number of texts and tokens goes in.

    Raises:
        ModelError: OpenVINO or torch's tracing does not know something that the model does.
    """
    try:
        with warnings.catch_warnings():
            # Tracing warns of every length it reads; the probes say whether one was frozen.
            warnings.simplefilter("ignore")
            model = openvino.convert_model(module, example_input=dict(example))
    except (RuntimeError, TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
        raise ModelError(f"OpenVINO can't convert the model: {error!r}.") from error
    openvino.save_model(model, folder / MODEL_FILE, compress_to_fp16=False)

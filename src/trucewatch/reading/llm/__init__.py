"""A reader on a language model, held to the text: `ModelReader` and its `Settings`.

It needs a server that speaks OpenAI's chat completions (llama.cpp, vLLM, Ollama, a service). See docs/llm.md.
"""

from trucewatch.reading.llm.reader import ModelReader, Outcome
from trucewatch.reading.llm.settings import ModelError, Settings, load

__all__ = ["ModelError", "ModelReader", "Outcome", "Settings", "load"]

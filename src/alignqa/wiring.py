"""Builds objects from settings; the only room that knows both the assistant and the adapters."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from alignqa.adapters.chroma.collection import CollectionIndex
from alignqa.adapters.chroma.embedded import ChromaIndex
from alignqa.adapters.chroma.server import ChromaServerIndex
from alignqa.adapters.generators.names import EXTRACTIVE
from alignqa.adapters.models.onnx_embedder import OnnxEmbedder
from alignqa.bundled import find
from alignqa.fitted import FittedNumbers, load_fitted
from alignqa.homes import find_home, index_folder
from alignqa.index.library import Library
from alignqa.papers.identity.literature import Literature, read_literature
from alignqa.retrieval.retriever import Retriever
from alignqa.settings import Settings, load

if TYPE_CHECKING:
    from alignqa.adapters.models.named_embedder import NamedEmbedder
    from alignqa.adapters.models.onnx_reader import OnnxReader
    from alignqa.adapters.workers.local_workers import LocalWorkers
    from alignqa.adapters.workers.ray_workers import RayWorkers
    from alignqa.answers.agent.interfaces import Researcher
    from alignqa.answers.assistant import Assistant
    from alignqa.answers.interfaces import Entailment, Generator
    from alignqa.answers.writing.request import Writing
    from alignqa.audits.auditor import Auditor
    from alignqa.retrieval.interfaces import Reranker


@dataclass(frozen=True, slots=True)
class Home:
    """A home with its settings."""

    folder: Path
    settings: Settings

    @property
    def index_folder(self) -> Path:
        """The folder of this home's index."""
        return index_folder(self.folder, self.settings.index)

    @property
    def served(self) -> bool:
        """Checks whether its vectors are on a server."""
        return self.settings.index_server is not None

    @property
    def vector_index(self) -> str:
        """The location of its vectors: a folder, or the address of a server."""
        return self.settings.index_server or str(self.index_folder / "chroma")

    def vectors(self) -> CollectionIndex:
        """Makes its vector index; nothing is opened yet."""
        if server := self.settings.index_server:
            return ChromaServerIndex(server, self.index_folder)
        return ChromaIndex(self.index_folder / "chroma")

    @property
    def literature(self) -> Literature:
        """The literature list, the home's own or the bundled one, read each time."""
        return read_literature(find("corpus/papers.toml", self.folder))

    @property
    def fitted(self) -> FittedNumbers:
        """The fitted numbers, with the weight of meaning that the settings name."""
        numbers, dense = load_fitted(self.folder), self.settings.dense_weight
        return numbers if dense is None else replace(numbers, retrieval=replace(numbers.retrieval, dense=dense))

    def faster(self) -> Home:
        """The same home with answers chosen without the reader."""
        return replace(self, settings=self.settings.model_copy(update={"fast": True}))

    @property
    def cache(self) -> Path:
        """The folder for files that can be made or downloaded again."""
        return _cache(self.settings.cache)

    @property
    def primer(self) -> Path:
        """The bundled notes, or the home's own."""
        return find("corpus/primer", self.folder)


def open_home(path: str | Path | None = None) -> Home:
    """Finds the home at `path`, or the one that the environment or the current folder names, with its settings."""
    folder = find_home(Path(path) if path is not None else None)
    return Home(folder, load(folder))


def open_library(path: str | Path | None = None, *, notify: Callable[[str], None] | None = None) -> Library:
    """Opens the library of a home, for ingesting, listing, removing and checking; nothing is created or loaded yet."""
    return library_of(open_home(path), notify=notify)


def library_of(home: Home, *, notify: Callable[[str], None] | None = None) -> Library:
    """Makes the library of an opened home; `notify` is called with a message about work that takes seconds."""
    return Library(
        home.index_folder,
        embedder=embedder_of(home, notify=notify),
        open_vectors=lambda _: home.vectors(),
        served=home.served,
        literature=lambda: home.literature,
    )


def embedder_of(home: Home, *, notify: Callable[[str], None] | None = None) -> OnnxEmbedder | NamedEmbedder:
    """Makes the embedder that the settings of a home name, by default the packaged model; nothing is loaded yet."""
    return _embedder(home.settings.embedder, home.folder, chosen_cache=home.settings.cache, notify=notify)


def _embedder(
    name: str | None, home: Path, *, chosen_cache: Path | None, notify: Callable[[str], None] | None = None, threads: int = 0
) -> OnnxEmbedder | NamedEmbedder:
    if name is None:
        return OnnxEmbedder.shared(threads)
    from alignqa.adapters.models.named_embedder import NamedEmbedder

    return NamedEmbedder(name, home, cache=_cache(chosen_cache), notify=notify, threads=threads)


def fetch_models(home: Home, *, notify: Callable[[str], None]) -> None:
    """Downloads the models that the settings name and this machine lacks; `notify` is called with a message before each.

    ModelError, before anything is downloaded, if the libraries for them are not installed.
    """
    if home.settings.embedder is None and home.settings.reranker is None:
        return
    from alignqa.adapters.models import model_files, model_hub
    from alignqa.adapters.models.model_libraries import engines
    from alignqa.adapters.models.model_roles import EMBEDDER, RERANKER

    for name, role in ((home.settings.embedder, EMBEDDER), (home.settings.reranker, RERANKER)):
        if name is not None and model_files.is_missing(name, home.folder, role):
            engines(name)
            notify(f"Downloading the {role.noun} {name} from the Hugging Face hub")
            model_hub.download(name, role)


def local_workers_of(library: Library) -> AbstractContextManager[LocalWorkers]:
    """Makes workers on this machine's processors for ingesting into a library, as `local_workers` does."""
    from alignqa.adapters.workers.local_workers import local_workers

    return local_workers(library.embedder)


@contextmanager
def ray_workers_of(home: Home, address: str, *, notify: Callable[[str], None] | None = None) -> Iterator[RayWorkers]:
    """Makes workers of a Ray cluster for ingesting into an opened home; `address` as `ray_workers` takes it."""
    from alignqa.adapters.workers.ray_workers import ray_workers

    # Each worker makes its own: another machine has its default cache elsewhere. Ray gives each worker one processor.
    make_embedder = partial(_embedder, home.settings.embedder, home.folder.resolve(), chosen_cache=home.settings.cache, threads=1)
    embedder = embedder_of(home, notify=notify)
    with ray_workers(address, make_embedder=make_embedder, identity=embedder.identity) as workers:
        # Before any worker needs it: otherwise several on this machine would export the model at once.
        embedder.prepare()
        yield workers


def open(path: str | Path | None = None, *, notify: Callable[[str], None] | None = None) -> Assistant:  # noqa: A001 - read as alignqa.open
    """Opens the assistant of a home; raises IndexUnavailable if nothing was ingested yet."""
    home = open_home(path)
    return assistant_of(home, notify=notify, writing=writing_of(home))


def generator_of(home: Home, name: str | None = None, *, offline: bool = False) -> Generator | None:
    """Makes the named generator, else the one in the settings; None for `extractive`. Keys come from the environment."""
    settings = home.settings
    if (name or settings.generator) == EXTRACTIVE:
        return None
    from alignqa.adapters.generators.making import make_generator
    from alignqa.adapters.generators.providers import GeneratorLimits

    limits = GeneratorLimits(
        settings.generator_context, settings.generator_timeout, settings.generator_attempts, settings.generator_functions
    )
    return make_generator(name or settings.generator, os.environ, limits=limits, offline=offline or settings.offline)


def writing_of(home: Home, name: str | None = None, *, offline: bool = False, agent: bool = False) -> Writing | None:
    """Prepares writing with that generator and the home's prompts, on request with an `agent`; None for `extractive`."""
    generator = generator_of(home, name, offline=offline)
    if generator is None:
        return None
    from alignqa.answers.writing.prompts import read_prompts
    from alignqa.answers.writing.request import Writing
    from alignqa.answers.writing.writer import ClaimWriter

    researcher = _researcher_of(home, generator) if agent else None
    writer = ClaimWriter(generator, read_prompts(home.folder), entailment=_entailment_of(home))
    return Writing(writer, researcher, prices=home.settings.generator_prices)


def _entailment_of(home: Home) -> Entailment | None:
    if home.settings.entailment is None:
        return None
    from alignqa.adapters.models.cross_encoder_entailment import CrossEncoderEntailment

    return CrossEncoderEntailment(home.folder / home.settings.entailment)


def reranker_of(home: Home) -> Reranker | None:
    """Makes the reranker that the settings of a home name, or None; nothing is searched for or loaded yet."""
    if home.settings.reranker is None:
        return None
    from alignqa.adapters.models.cross_encoder_reranker import CrossEncoderReranker

    return CrossEncoderReranker(home.settings.reranker, home.folder)


def reader_of(home: Home) -> OnnxReader | None:
    """Makes the packaged reader, or None where the settings ask for fast answers or name a reranker; nothing is loaded yet."""
    if home.settings.fast or home.settings.reranker is not None:
        return None
    from alignqa.adapters.models.onnx_reader import OnnxReader

    return OnnxReader.shared()


def _researcher_of(home: Home, generator: Generator) -> Researcher:
    from alignqa.adapters.generators.llama_index_agent import LlamaIndexResearcher
    from alignqa.answers.agent.interfaces import Budget

    return LlamaIndexResearcher(generator, Budget(home.settings.agent_steps, home.settings.agent_tokens))


def assistant_of(home: Home, *, notify: Callable[[str], None] | None = None, writing: Writing | None = None) -> Assistant:
    """Makes the assistant of an opened home, which answers with quotes alone unless a `writing` is given.

    The embedding model and the vector index begin to load in threads of their own, since each takes longer than all the rest.
    """
    embedder = embedder_of(home, notify=notify)
    library = Library(home.index_folder, embedder=embedder, open_vectors=lambda _: home.vectors(), served=home.served)
    catalogue = library.catalogue()
    search = library.search(catalogue)
    # The retriever notes the catalogue's generation, so it is made before the vector index opens: a change in between is noticed.
    numbers = home.fitted
    retriever = Retriever(catalogue, search, embedder, weights=numbers.retrieval)
    reranker = reranker_of(home)
    reader = reader_of(home)
    mismatch = numbers.mismatch(str(embedder.identity), reranker.name if reranker else None, reader.name if reader else None)
    if mismatch and notify is not None:
        notify(f"Not calibrated for {mismatch}: confidences and the order of quotes are less reliable.")
    for load_early in (embedder.warm, search.warm, *((reader.warm,) if reader else ())):
        # Not daemons: a process that ends while a native library loads would be aborted, so its end waits for them.
        threading.Thread(target=_quietly, args=(load_early,)).start()

    from alignqa.answers.assistant import Assistant
    from alignqa.answers.choosing.close_reading import CloseReading
    from alignqa.citing.naming import QuoteReader

    return Assistant(
        catalogue,
        retriever,
        embedder,
        weights=numbers.window,
        calibration=numbers.calibration,
        index_name=home.settings.index_name,
        not_calibrated_for=mismatch,
        writing=writing,
        reranker=reranker,
        reading=CloseReading(reader, numbers.reading, numbers.read_calibration, numbers.premise) if reader else None,
        namer=QuoteReader(),
    )


def auditor_of(home: Home, *, notify: Callable[[str], None] | None = None, assistant: Assistant | None = None) -> Auditor:
    """Makes the auditor of drafts, which uses the index of `assistant`, if given, and the home's literature list."""
    from alignqa.audits.auditor import Auditor

    index, numbers = (assistant or assistant_of(home, notify=notify)).index, home.fitted
    return Auditor(index, home.literature, weights=numbers.window, thresholds=numbers.audit)


def _quietly(work: Callable[[], object]) -> None:
    """Runs `work` and ignores its error, which is raised again when the result is needed."""
    try:
        work()
    except Exception:  # noqa: BLE001
        return


def _cache(chosen: Path | None) -> Path:
    if chosen is not None:
        return chosen
    import platformdirs

    return Path(platformdirs.user_cache_dir("alignqa", appauthor=False))

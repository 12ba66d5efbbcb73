"""The runs of `alignqa eval`: the measuring functions applied to a home and to the folder of a run."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from alignqa.answers.quoting.verification import verify
from alignqa.cli import options
from alignqa.cli.evaluate.output import counting, save
from alignqa.cli.failures import say
from alignqa.errors import UsageError
from alignqa.evaluation import provenance
from alignqa.evaluation.answers import shown
from alignqa.evaluation.answers.asking import ask_all
from alignqa.evaluation.answers.measures import measure
from alignqa.evaluation.answers.questions import QuestionSet
from alignqa.evaluation.collections.collection import Collection
from alignqa.evaluation.collections.files import CollectionFormat, TextFile, read_collection
from alignqa.evaluation.journal import Journal
from alignqa.evaluation.report import AnswersReport, Counts, RetrievalReport
from alignqa.evaluation.retrieval import measures, runs
from alignqa.evaluation.retrieval.retrieving import DEPTH, index_documents, retrieve_all
from alignqa.index.library import Library
from alignqa.retrieval.paper_ranking import RANKED_PASSAGES
from alignqa.wiring import Home, assistant_of, library_of, reader_of, reranker_of

RUN_FILE = "run.trec"


@dataclass(frozen=True, slots=True)
class Places:
    """The folder in which a run over a collection keeps its rankings, and the one above the collection's index.

    Runs over the same corpus with other queries or qrels share the index.
    """

    run: Path
    corpora: Path


def answers_report(home: Home, asked: QuestionSet, *, folder: Path, command: str) -> AnswersReport:
    """Asks the home's assistant every question and measures the answers; the results are kept in `folder`."""
    settings = home.settings
    reranker, reader = reranker_of(home), reader_of(home)
    used = {
        "quotes": settings.quotes,
        "min_confidence": settings.min_confidence,
        "dense_weight": home.fitted.retrieval.dense,
        "reranker": reranker.name if reranker else None,
        "reader": reader.name if reader else None,
    }
    library = library_of(home, notify=say)
    embedder = str(library.embedder.identity)
    with closing(library.catalogue()) as catalogue:
        state = provenance.index_state(catalogue, embedder)
        inputs = (asked.sha256, *(item.id for item in asked.items))
        journal = Journal(
            folder / "shown.jsonl",
            fingerprint=provenance.fingerprint(index=state, settings=used, inputs=inputs),
            encode=shown.to_record,
            decode=shown.from_record,
        )
        assistant = assistant_of(home, notify=say)
        with counting("Asking") as progress:
            judged = ask_all(
                asked,
                lambda question: assistant.ask(question, quotes=settings.quotes, min_confidence=settings.min_confidence),
                prove=lambda outcome: verify(outcome.to_dict(), catalogue),
                journal=journal,
                progress=progress,
            )
        made = provenance.Provenance(
            command=command,
            index=settings.index_name,
            generation=catalogue.generation,
            embedder=embedder,
            settings=_written(used),
            inputs=((asked.name, asked.sha256),),
            versions=provenance.versions(),
        )
    return AnswersReport(made, measure(judged))


def collection_of(corpus: str, *, queries: str | None, qrels: str | None, layout: str) -> Collection:
    """Reads the collection that the options name; UsageError if the format is unknown."""
    if layout not in set(CollectionFormat):
        raise UsageError(f"There is no format {layout!r}.", hint=f"Choose one of {', '.join(CollectionFormat)}")
    return read_collection(
        _text_file(corpus),
        queries=_text_file(queries) if queries else None,
        qrels=_text_file(qrels) if qrels else None,
        layout=CollectionFormat(layout),
    )


def other_run(path: Path) -> runs.Run:
    """Reads a run from its folder, or from a run file."""
    return runs.read_trec(options.read_input(str(path / RUN_FILE if path.is_dir() else path)), name=path.name)


def retrieval_report(
    home: Home, collection: Collection, *, other: runs.Run | None, places: Places, command: str
) -> RetrievalReport:
    """Indexes the documents, runs the queries, and saves the rankings and the values of each query."""
    measures.library()  # if it is missing, it is said before the work and not after
    weights = home.fitted.retrieval
    used = {**asdict(weights), "passages": RANKED_PASSAGES, "depth": DEPTH}
    library = _scratch_library(home, collection, places.corpora)
    with counting("Indexing") as progress:
        indexed = index_documents(collection.documents, library, progress=progress)
    embedder = str(library.embedder.identity)
    with closing(library.catalogue()) as catalogue:
        state, generation = provenance.index_state(catalogue, embedder), catalogue.generation
    journal = Journal(
        places.run / "rankings.jsonl",
        fingerprint=provenance.fingerprint(index=state, settings=used, inputs=[digest for _, digest in collection.inputs]),
        encode=runs.to_record,
        decode=runs.from_record,
    )
    with counting("Retrieving") as progress:
        rankings = retrieve_all(collection, library, indexed, weights=weights, journal=journal, progress=progress)
    values = measures.per_query(collection.qrels, runs.run_of(rankings))
    save(places.run / RUN_FILE, lambda: runs.to_trec(rankings))
    save(places.run / "per-query.tsv", lambda: measures.to_table(values))
    made = provenance.Provenance(
        command=command,
        index=f"made of {collection.inputs[0][0]}",
        generation=generation,
        embedder=embedder,
        settings=_written(used),
        inputs=collection.inputs,
        versions=provenance.versions(),
    )
    others = measures.per_query(collection.qrels, other) if other is not None else None
    return RetrievalReport(
        made,
        Counts(len(collection.documents), len(collection.queries), collection.judgements),
        measures.figures(values),
        measures.compare(values, others) if others is not None else (),
        collection.problems,
        indexed.left_out,
    )


def _scratch_library(home: Home, collection: Collection, folder: Path) -> Library:
    """Opens an index for this corpus alone; a change of the corpus, or of the code that makes passages, leads to a new one."""
    made_of = provenance.fingerprint(index="", settings={}, inputs=[collection.inputs[0][1]], rooms=("index",))
    return library_of(Home(folder / f"corpus-{made_of[:12]}", home.settings), notify=say)


def _text_file(path: str) -> TextFile:
    return TextFile(Path(path).name, options.read_input(path))


def _written(settings: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, "not set" if value is None else str(value)) for name, value in settings.items())

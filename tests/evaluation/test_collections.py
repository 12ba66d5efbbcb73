import csv
import io
import json
import tokenize
from pathlib import Path

import pytest

from alignqa.errors import UsageError
from alignqa.evaluation.collections.beir import read_documents, read_qrels, read_queries
from alignqa.evaluation.collections.collection import Collection, Document, Judgement, Query, assembled
from alignqa.evaluation.collections.files import CollectionFormat, TextFile, read_collection
from alignqa.evaluation.collections.qasper import read_questions
from alignqa.evaluation.collections.scifact import read_documents as read_scifact
from alignqa.evaluation.collections.scifact import sentences_of
from alignqa.evaluation.retrieval.runs import Ranking, read_trec, run_of, to_trec


def lines(*items: object) -> str:
    return "".join(json.dumps(item) + "\n" for item in items)


def faults(caught: pytest.ExceptionInfo[UsageError]) -> list[str]:
    assert caught.value.exit_code == 2
    return [line.strip() for line in caught.value.message.splitlines()[1:]]


def test_a_beir_corpus_is_read() -> None:
    text = lines({"_id": "d1", "title": "Lamps", "text": "A lamp."}, {"_id": "d2", "text": "A wick.", "metadata": {}})
    assert read_documents(text, name="corpus.jsonl") == (Document("d1", "Lamps", "A lamp."), Document("d2", "", "A wick."))


def test_faults_of_a_beir_corpus_and_of_queries_have_their_lines() -> None:
    text = lines({"_id": "d1", "text": "A lamp.", "colour": 1}, {"_id": "d1", "text": 3}, {"text": "x"}) + "oops\n[]\n"
    with pytest.raises(UsageError) as caught:
        read_documents(text, name="corpus.jsonl")
    assert faults(caught) == [
        "line 1: unknown key 'colour'",
        "line 2: has the same _id as line 1",
        "line 2: text is not a string",
        "line 3: _id is missing or empty",
        "line 4: is not JSON: Expecting value: line 1 column 1 (char 0)",
        "line 5: is not a JSON object",
    ]
    with pytest.raises(UsageError) as caught:
        read_queries(lines({"_id": "q1", "text": "?"}, {"_id": "q2", "text": ""}), name="queries.jsonl")
    assert faults(caught) == ["line 1: The question is empty.", "line 2: text is missing or empty"]


def test_qrels_are_read_in_both_formats() -> None:
    expected = (Judgement(2, "q1", "d1", 1), Judgement(3, "q1", "d2", 0))
    assert read_qrels("query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\n", name="test.tsv") == expected
    assert read_qrels("\nq1 0 d1 1\r\nq1 0 d2 0\n", name="test.trec") == expected


def test_faults_of_qrels_have_their_lines() -> None:
    with pytest.raises(UsageError) as caught:
        read_qrels("q1 0 d1 1\nq1 d1\nq1 0 d2 much\nq1 0 d1 2\n", name="test.trec")
    assert faults(caught) == [
        "line 2: is not query, document and a whole number: 'q1 d1'",
        "line 3: is not query, document and a whole number: 'q1 0 d2 much'",
        "line 4: judges the same pair as line 1",
    ]


def test_judgements_of_what_is_not_there_are_problems() -> None:
    judgements = (Judgement(1, "q1", "d1", 1), Judgement(2, "q1", "d9", 1), Judgement(3, "q9", "d1", 1))
    found = assembled((Document("d1", "", "x"),), (Query("q1", "x"), Query("q2", "y")), judgements)
    assert found.problems == ("qrels, line 2: there is no document d9", "qrels, line 3: there is no query q9")
    assert found.queries == (Query("q1", "x"),)
    assert found.qrels == {"q1": {"d1": 1, "d9": 1}}
    assert found.judgements == 2


def test_a_printed_list_is_read_string_by_string() -> None:
    printed = "['A lamp burns.'\n \"The lamp's wick, it glows.\"\n 'It \\'ends\\'.   \\n']"
    assert sentences_of(printed) == ["A lamp burns.", "The lamp's wick, it glows.", "It 'ends'."]
    assert sentences_of("[]") == []
    assert sentences_of("A lamp burns.") is None
    assert sentences_of("['A lamp' + 'burns']") is None


def test_the_scifact_table_is_read_and_its_faults_have_their_lines() -> None:
    head = "doc_id,title,abstract,structured\n"
    assert read_scifact(head + "7,Lamps,\"['A lamp burns.'\n 'It ends.']\",False\n", name="c.csv") == (
        Document("7", "Lamps", "A lamp burns. It ends."),
    )
    with pytest.raises(UsageError) as caught:
        read_scifact(head + "7,Lamps,['A.'],False\n7,Wicks,['B.'],False\n8,Oil,none,False\n,Gas,['C.'],False\n", name="c.csv")
    assert faults(caught) == [
        "line 3: has the same doc_id as line 2",
        "line 4: has an abstract that is not a printed list of strings",
        "line 5: has no doc_id",
    ]
    with pytest.raises(UsageError, match="has no column abstract, doc_id"):
        read_scifact("id,title\n1,Lamps\n", name="c.csv")


def test_qasper_pools_the_distinct_paragraphs() -> None:
    data = {
        "a": {"text": "Who lit it?", "evidence": ["Ada lit the lamp.", "A lamp was there."], "article_id": "1"},
        "b": {"text": "Which lamp?", "evidence": ["A lamp was there."]},
    }
    documents, queries, judgements = read_questions(json.dumps(data), name="dev.json")
    assert documents == (Document("p1", "", "Ada lit the lamp."), Document("p2", "", "A lamp was there."))
    assert queries == (Query("a", "Who lit it?"), Query("b", "Which lamp?"))
    assert judgements == (Judgement(1, "a", "p1", 1), Judgement(1, "a", "p2", 1), Judgement(2, "b", "p2", 1))
    with pytest.raises(UsageError) as caught:
        read_questions(json.dumps({"a": {"text": "Who?", "evidence": [], "mood": 1}, "b": 2}), name="dev.json")
    assert faults(caught) == [
        "question a: unknown key 'mood'",
        "question a: has no evidence",
        "question b: is not an object",
    ]


def collected(**changes: object) -> Collection:
    given = {
        "corpus": TextFile("corpus.jsonl", lines({"_id": "d1", "text": "A lamp."})),
        "queries": TextFile("queries.jsonl", lines({"_id": "q1", "text": "Which lamp?"})),
        "qrels": TextFile("test.tsv", "q1\td1\t1\n"),
        "layout": CollectionFormat.AUTO,
        **changes,
    }
    return read_collection(given.pop("corpus"), **given)  # type: ignore[arg-type] - each test changes one of them


def test_the_format_is_told_by_the_name_of_the_corpus() -> None:
    assert [name for name, _ in collected().inputs] == ["corpus.jsonl", "queries.jsonl", "test.tsv"]
    assert collected(corpus=TextFile("c.csv", "doc_id,title,abstract\nd1,Lamps,['A lamp.']\n")).documents[0].title == "Lamps"
    assert (
        collected(corpus=TextFile("corpus.txt", lines({"_id": "d1", "text": "A lamp."})), layout=CollectionFormat.BEIR).judgements
        == 1
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"corpus": TextFile("corpus.txt", "")}, "The format of corpus.txt cannot be recognised by its name."),
        ({"queries": None}, "A collection in the format beir needs queries and qrels."),
        ({"corpus": TextFile("dev.json", "{}")}, "A QASPER file has its own queries and relevant paragraphs."),
        ({"corpus": TextFile("dev.json", "{}"), "queries": None, "qrels": None}, "The collection has no documents."),
        ({"corpus": TextFile("dev.json", "[]"), "queries": None, "qrels": None}, "dev.json is not a JSON object."),
        ({"corpus": TextFile("corpus.jsonl", "")}, "The collection has no documents."),
        ({"qrels": TextFile("test.tsv", "")}, "The collection has no queries with judgements."),
    ],
)
def test_files_that_make_no_collection_are_an_error(changes: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        collected(**changes)
    assert caught.value.message == message


def test_a_run_file_gives_back_the_order() -> None:
    rankings = [Ranking("q1", (("d2", 0.9), ("d1", 0.9))), Ranking("q2", ())]
    text = to_trec(rankings)
    assert text == "q1 Q0 d2 1 0.900000 alignqa\nq1 Q0 d1 2 0.900000 alignqa\n"
    assert read_trec(text, name="run.trec") == {"q1": run_of(rankings)["q1"]}
    assert read_trec("q1 Q0 a 2 1.0 x\nq1 Q0 b 1 3.5 x\n", name="run.trec") == {"q1": ("b", "a")}
    with pytest.raises(UsageError, match="line 1: is not query, Q0, document, rank, score and name"):
        read_trec("q1 Q0 a\n", name="run.trec")


def text_file(path: Path) -> TextFile:
    return TextFile(path.name, path.read_text(encoding="utf-8"))


@pytest.mark.literature
def test_scifact_is_read_whole(literature: Path) -> None:
    folder = literature / "bench" / "scifact"
    corpus, queries = text_file(folder / "corpus_train.csv"), text_file(folder / "beir-queries.jsonl")
    found = read_collection(corpus, queries=queries, qrels=text_file(folder / "beir-qrels-test.tsv"))
    # 5,183 abstracts and 300 test queries are what BEIR says; 339 is the number of lines of its qrels.
    assert (len(found.documents), len(found.queries), found.judgements, found.problems) == (5_183, 300, 339, ())
    # Python's own tokenizer counts the strings of each printed list, which it would otherwise join to one.
    for row in list(csv.DictReader(io.StringIO(corpus.text)))[::10]:
        tokens = tokenize.generate_tokens(io.StringIO(row["abstract"]).readline)
        assert len(sentences_of(row["abstract"]) or ()) == sum(token.type == tokenize.STRING for token in tokens)


@pytest.mark.literature
def test_qasper_is_read_whole(literature: Path) -> None:
    found = read_collection(text_file(literature / "bench" / "qasper" / "dev_questions.json"))
    assert (len(found.documents), len(found.queries), found.problems) == (1_249, 647, ())

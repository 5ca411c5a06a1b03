"""Default embedded engine: a Whoosh index whose segments are memory-mapped flat arrays.

The engine is `generation_searcher.GenerationSearcher`, its builder `whoosh_builder.WhooshBuilder`. The modules
they use work with any Whoosh schema:

    from whoosh import fields, index, query
    from engine.backends.whoosh.writing.bulk_writer import BulkWriter, IndexEntry
    from engine.backends.whoosh.searching.evaluator import Evaluator
    from engine.backends.whoosh.searching.stock_queries import LiteralQuery

    schema = fields.Schema(
        id=fields.ID(unique=True), title=fields.TEXT(phrase=False), body=fields.TEXT(phrase=False),
        source=fields.ID(sortable=True),
        date=fields.NUMERIC(int, sortable=True), month=fields.NUMERIC(int, sortable=True),
    )
    writer = BulkWriter(index.create_in(folder, schema), words=("title", "body"), zones=("title", "body"))
    writer.add(
        IndexEntry(
            words={"title": title_tokens, "body": body_tokens},  # lists of str, in order
            values={"id": "a", "source": "CNTV", "date": 20230816, "month": 202308},  # indexed or sortable
            stored={"id": "a", "title": title, "body": body},  # returned by Evaluator.stored
            zones=(("title", title), ("body", body)),  # raw text for literal search
        )
        for ... in ...
    )
    writer.commit()

    evaluator = Evaluator(index.open_dir(folder).searcher())             # thread-safe
    results = evaluator.run(query.Or([query.Term("title", "樱桃", boost=2.0), query.Term("body", "樱桃")]))
    results.total                                # exact
    results.best(10)                             # [(document, score), …], best first, ties in the order of addition
    results.sorted_by("date", 10, reverse=True)  # [document, …]
    results.counts("source", "month")            # {"source": {"CNTV": 12, …}, "month": {…}}, over all matches
    evaluator.stored(document)                 # the stored dict
    evaluator.run(LiteralQuery(None, "桃节"))       # substring in any zone, or in one: LiteralQuery("title", …)
    evaluator.run(query.And([..., query.NumericRange("date", 20230101, 20231231), query.Term("source", "CNTV")]))

Wrap a filter that should not add to scores in `query.ConstantScoreQuery(filter, 0.0)`. `index.open_dir(folder)` with
stock searchers works too (phrases aside: positions are not kept), and `index.writer(codec=ArrayCodec())`
(codec/array_codec.py) writes such segments with Whoosh's own writer. docs/format.md describes the byte layout. The
inner loops are compiled (kernels/) if there was a C compiler at installation; `kernels.ON` says if they are used.
"""

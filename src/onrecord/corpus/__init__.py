"""A corpus: records as Parquet, a set of tables for each shard, for more documents than one ledger should hold.

A shard is one input file. What it gives is a pure function of the file and the weights, so shards can be read by any
number of processes or machines, in any order, again after an interruption, and give the same rows. The tables have the
columns and ids of the ledger's views, because every document passes through an empty ledger in memory on its way.
What needs more than one document (who is who, wire copies, counts) is SQL over the tables: `onrecord.corpus.across`.

    corpus/statements/shard=NAME/part-0.parquet     and so on for each table of `onrecord.corpus.tables.TABLES`
    corpus/shards/shard=NAME/part-0.parquet         written last: the shard is done

docs/corpus.md describes tables and commands; `onrecord.spark` runs the same functions on a cluster.
"""

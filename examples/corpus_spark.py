"""Read a crawl with Spark, and say who is quoted by most sources that do not copy each other.

    spark-submit --conf spark.executor.cores=1 --conf spark.executorEnv.OMP_NUM_THREADS=1 \
        examples/corpus_spark.py tables crawl/ [MORE PATHS OR ADDRESSES...]

Give Spark one task a core (`spark.task.cpus` is 1), and each executor about 1 GB a core beside its Java memory. Started
again, it goes on with the files that are not done.
"""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession

from onrecord.corpus.across import across
from onrecord.corpus.store import Corpus
from onrecord.spark import SparkEngine, read_corpus


def main(out: str, *paths: str) -> int:
    session = SparkSession.builder.appName("onrecord").getOrCreate()
    report = read_corpus(session, paths, out)
    for failed in report.failed:
        print(f"set aside: {failed.shard.source}: {failed.reason}", file=sys.stderr)
    print(f"{len(report.read)} files read, {len(report.known)} known before, {len(report.failed)} set aside")
    across(SparkEngine(session), Corpus(out))
    session.sql("SELECT actor_name, stories, statements FROM speakers ORDER BY stories DESC, actor LIMIT 20").show()
    session.stop()
    return 1 if report.failed or report.missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

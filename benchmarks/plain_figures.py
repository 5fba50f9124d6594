"""The figures of the file command in plain pandas, and our own in the same shape; bare DuckDB gives them too (peers/bare_duckdb.py).

Columns of the file: who, what, begun, done, by, at. Every key is {"counts", "throughput", "follows", "waits", "service", "efficiency",
"handover_resource", "handover_org", "rework", "first", "last", "frequency"}, in plain dictionaries, as `of_ours` makes of our own.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95)


def in_pandas(path: Path) -> dict[str, Any]:
    """Frames in memory, grouped and shifted."""
    log = pd.read_parquet(path)
    log["has_start"] = log["begun"].notna()
    log["begun"] = log["begun"].fillna(log["done"])
    log["row"] = np.arange(len(log))
    log = log.sort_values(["who", "begun", "done", "row"], kind="stable", ignore_index=True)
    case = log.groupby("who", sort=False).ngroup().to_numpy()
    same = np.r_[case[1:] == case[:-1], False]
    seconds = {name: log[name].astype("int64").to_numpy() / 1e6 for name in ("begun", "done")}
    begun, done = seconds["begun"], seconds["done"]
    by_case = pd.DataFrame({"case": case, "low": np.minimum(begun, done), "high": np.maximum(begun, done)}).groupby("case")
    throughput = (by_case["high"].max() - by_case["low"].min()).to_numpy()
    following = {name: log[name].shift(-1) for name in ("what", "by", "at")}
    pairs = pd.DataFrame({"a": log["what"], "b": following["what"], "wait": np.r_[begun[1:], 0] - done})[same]
    by_pair = pairs.groupby(["a", "b"])["wait"]
    waits = pd.DataFrame({"n": by_pair.size(), "mean": by_pair.mean(), "median": by_pair.median(), "p90": by_pair.quantile(0.9)})
    service = pd.DataFrame({"what": log["what"], "time": done - begun})[log["has_start"].to_numpy() & (done >= begun)].groupby("what")[
        "time"
    ]
    ran_until = pd.Series(np.where(done >= begun, done, -np.inf)).groupby(case).cummax().to_numpy()
    before = np.r_[-np.inf, ran_until[:-1]]
    before[np.r_[True, ~same[:-1]]] = -np.inf
    busy = np.maximum(0, done - np.maximum(begun, before))
    busy = pd.Series(busy).groupby(case).sum().to_numpy()
    ratios = busy[throughput > 0] / throughput[throughput > 0]
    counts = log.groupby(["who", "what"]).size()
    last = log.iloc[log.assign(case=case).sort_values(["case", "done", "begun", "row"], kind="stable").index.to_numpy()]
    return {
        "counts": {
            "events": len(log),
            "cases": len(throughput),
            "variants": int(log.groupby("who", sort=False)["what"].agg("|".join).nunique()),
            "overlap_cases": int(pd.Series(case[same & (np.r_[begun[1:], 0] < done)]).nunique()),
        },
        "throughput": _spread(throughput),
        "follows": _flat(waits["n"]),
        "waits": {
            pair: tuple(row) for pair, row in zip(waits.index, waits[["mean", "median", "p90"]].itertuples(index=False), strict=True)
        },
        "service": {name: (int(n), mean) for name, n, mean in zip(service.size().index, service.size(), service.mean(), strict=True)},
        "efficiency": _spread(ratios) | {"aggregate": busy.sum() / throughput.sum()},
        "handover_resource": _handover(log["by"], following["by"], same),
        "handover_org": _handover(log["at"], following["at"], same),
        "rework": {
            "any": int((counts > 1).groupby(level=0).any().sum()),
            "extra": _flat((counts - 1)[counts > 1].groupby(level=1).sum()),
            "repeat": _flat((counts > 1)[counts > 1].groupby(level=1).sum()),
            "immediate": _flat(waits["n"][[a == b for a, b in waits.index]].groupby(level=0).sum()),
        },
        "first": _flat(log["what"][np.r_[True, ~same[:-1]]].value_counts()),
        "last": _flat(last["what"][~same].value_counts()),
        "frequency": _flat(log["what"].value_counts()),
    }


def _flat(series: pd.Series) -> dict[Any, int]:
    return {name: int(count) for name, count in series.items()}


def _spread(values: np.ndarray) -> dict[str, float]:
    quantiles = dict(zip(map(str, LEVELS), np.quantile(values, LEVELS), strict=True))
    return {"n": len(values), "mean": values.mean(), "sd": values.std(ddof=1), **quantiles}


def _handover(here: pd.Series, there: pd.Series, same: np.ndarray) -> dict[str, Any]:
    pairs = pd.DataFrame({"a": here, "b": there})[same]
    known = pairs[(pairs["a"] != "") & (pairs["b"] != "")]
    return {"missing": len(pairs) - len(known), "pairs": _flat(known.groupby(["a", "b"]).size())}


def of_ours(metrics: dict[str, Any]) -> dict[str, Any]:
    """Our file command's answer in the same shape."""
    spread = lambda one: {"n": one["n"], "mean": one["mean"], "sd": one["sd"], **one["quantiles"]}  # noqa: E731
    waits = {(one["from"], one["to"]): one for one in metrics["waiting_by_pair"]}
    handover = {
        name: {
            "missing": metrics[name]["pairs_with_missing"],
            "pairs": {(one["from"], one["to"]): one["count"] for one in metrics[name]["pairs"]},
        }
        for name in ("handover_resource", "handover_org")
    }
    rework = metrics["rework"]
    return {
        "counts": {name: metrics["counts"][name] for name in ("events", "cases", "variants", "overlap_cases")},
        "throughput": spread(metrics["throughput"]),
        "follows": {(one["from"], one["to"]): one["count"] for one in metrics["directly_follows"]},
        "waits": {pair: (one["mean"], one["median"], one["p90"]) for pair, one in waits.items()},
        "service": {name: (one["n"], one["mean"]) for name, one in metrics["service_by_activity"].items()},
        "efficiency": spread(metrics["flow_efficiency"]) | {"aggregate": metrics["flow_efficiency"]["aggregate"]},
        **handover,
        "rework": {
            "any": rework["cases_with_any_rework"],
            "repeat": rework["cases_with_repeat"],
            "extra": rework["extra"],
            "immediate": rework["immediate"],
        },
        "first": metrics["start_activities"],
        "last": metrics["end_activities"],
        "frequency": metrics["activity_frequency"],
    }

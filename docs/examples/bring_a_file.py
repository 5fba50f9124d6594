"""Brings a feed's next file and says what came of it. Python 3.11 or newer, nothing else.

CARE_JOURNEYS=https://care.example.org TOKEN=cj_… FEED=01a2… python bring_a_file.py week.csv
"""

import json
import os
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

BASE = os.environ["CARE_JOURNEYS"].rstrip("/")
KINDS = {".csv": "text/csv", ".gz": "application/gzip", ".xes": "application/xml", ".parquet": "application/vnd.apache.parquet"}


def ask(path, body=None, **headers):
    """The answer as JSON; what is refused ends the script with the reason."""
    request = Request(BASE + path, data=body, headers={"Authorization": f"Bearer {os.environ['TOKEN']}", **headers})
    try:
        with urlopen(request) as answer:
            return json.load(answer)
    except HTTPError as refusal:
        sys.exit(f"{refusal.code}: {json.load(refusal)['detail']}")


def main():
    path = Path(sys.argv[1])
    headers = {"Content-Type": KINDS[path.suffix], "Content-Length": str(path.stat().st_size)}  # with its length it is streamed from disk
    with path.open("rb") as file:
        brought = ask(f"/api/v1/feeds/{os.environ['FEED']}/versions/", file, **headers)
    while brought["job_url"] and (job := ask(brought["job_url"]))["state"] in ("queued", "running"):
        time.sleep(1)
    if brought["job_url"] and job["state"] != "done":
        sys.exit(f"not read: {job['message']}")
    dataset = ask(brought["dataset_url"])
    print(f"version {dataset['version']}: {dataset['counts']['cases']['value']:.0f} cases, {dataset['first_day']} to {dataset['last_day']}")
    for kind in ("added", "changed", "gone") if dataset["changes"] else ():
        rows = dataset["changes"][kind]["rows"]
        print(f"{kind}: {rows['why'] if rows['suppressed'] else format(rows['value'], '.0f')}")


if __name__ == "__main__":
    main()

"""Reads Parquet: batches of the columns asked for, times as they are typed, everything else as text."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import TIMES, Role
from analytics.engine.limits import MB, Limits
from analytics.engine.opening import PARQUET, check_parquet
from analytics.engine.parquet_pages import NoPage, unpacked_sizes
from analytics.engine.refusal import LogRefused, too_many_columns
from analytics.engine.source import Batch, Head

_ROWS = 50_000
_ROW_BYTES = 24  # a case, an activity and a time: repeated values are counted nowhere in the file, and take their place once they are read
_DAMAGED = (pa.ArrowException, OSError, ValueError, EOFError)


class ParquetLog:
    """An open Parquet file."""

    kind = PARQUET
    delimiter = ""
    encoding = ""

    def __init__(self, path: Path, name: str, options: ReadOptions, limits: Limits):
        self._path, self.name, self._limits = path, name, limits
        check_parquet(path, name)
        self._file = self._open()
        self._rows_done = 0
        self._check_size()

    def _open(self, dictionaries: list[str] | None = None) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self._path, read_dictionary=dictionaries, thrift_string_size_limit=64 * MB)
        except _DAMAGED as error:
            raise LogRefused(_("the file is damaged or cut short"), file=self.name) from error

    def _check_size(self) -> None:
        meta = self._file.metadata
        unpacked = sum(meta.row_group(place).total_byte_size for place in range(meta.num_row_groups))
        unpacked = max(unpacked, meta.num_rows * _ROW_BYTES)
        packed = max(self._path.stat().st_size, 1)
        limits = self._limits
        too_dense = unpacked > limits.ratio_from and unpacked > limits.ratio * packed
        if unpacked > limits.unpacked or too_dense or meta.num_rows > limits.rows:
            raise LogRefused(_("the packed content grows out of all proportion when unpacked"), file=self.name)
        if meta.num_columns > limits.columns:
            raise too_many_columns(self.name, limits)
        if meta.num_row_groups * meta.num_columns > limits.groups:
            raise LogRefused(_("the rows lie in too many groups: write the file anew in larger ones"), file=self.name)

    def _check_pages(self, columns: list[str]) -> None:
        """A page is unpacked whole; where a column of a group is no larger than a page may be, none of its pages is."""
        meta = self._file.metadata
        with self._path.open("rb") as file:
            for place in range(meta.num_row_groups):
                group = meta.row_group(place)
                for number in range(group.num_columns):
                    column = group.column(number)
                    if column.total_uncompressed_size > self._limits.page and column.path_in_schema.split(".")[0] in columns:
                        self._check_pages_of(file, column)

    def _check_pages_of(self, file: BinaryIO, column: pq.ColumnChunkMetaData) -> None:
        begin = min(filter(None, (column.dictionary_page_offset, column.data_page_offset)), default=0)
        try:
            largest = max(unpacked_sizes(file, begin, column.total_compressed_size), default=0)
        except NoPage as error:
            raise LogRefused(_("the file is damaged or cut short"), file=self.name) from error
        if largest > self._limits.page:
            words = _("a page of the file is too large to be unpacked: write it anew with smaller pages")
            raise LogRefused(words, file=self.name, column=column.path_in_schema)

    def head(self, rows: int) -> Head:
        """The first rows, as text; nothing where a column has no text or shares its name with another."""
        names = tuple(self._file.schema_arrow.names)
        flat = [name for name in names if names.count(name) == 1 and not pa.types.is_nested(self._file.schema_arrow.field(name).type)]
        taken: list[tuple[str, ...]] = []
        rows = min(rows, max(1, self._limits.cells // max(1, len(names))))
        for table in self._tables(flat, min(rows, 5_000)):
            columns = [self._shown(table.column(name), name) if name in flat else [""] * len(table) for name in names]
            taken.extend(zip(*columns, strict=True))
            if len(taken) >= rows:
                break
        return Head(names, taken[:rows], whole=self._file.metadata.num_rows <= rows)

    def batches(self, roles: Mapping[Role, str]) -> Iterator[Batch]:
        """The columns of the roles."""
        names = self._file.schema_arrow.names
        for column in roles.values():
            if names.count(column) > 1:
                raise LogRefused(_("two columns have this name"), file=self.name, column=column)
            if pa.types.is_nested(self._file.schema_arrow.field(column).type):
                raise LogRefused(_("the column holds more than one value a row"), file=self.name, column=column)
        self._rows_done = 0
        for table in self._tables(sorted(set(roles.values())), _ROWS):
            columns = {}
            for role, name in roles.items():
                array = table.column(name)
                columns[role] = array.combine_chunks() if role in TIMES and _is_time(array.type) else self._text(array, name)
            yield Batch(self._rows_done + 1, len(table), {role: _flat(array) for role, array in columns.items()})
            self._rows_done += len(table)

    def _tables(self, columns: list[str], rows: int) -> Iterator[pa.Table]:
        schema = self._file.schema_arrow
        texts = [name for name in columns if _is_text(schema.field(name).type)]
        self._check_pages(columns)
        try:
            for batch in self._open(texts).iter_batches(batch_size=rows, columns=columns, use_threads=False):
                yield pa.Table.from_batches([batch])
        except _DAMAGED as error:
            raise LogRefused(_("the file is damaged or cut short"), file=self.name, row=self._rows_done + 1) from error

    def _shown(self, array: pa.ChunkedArray, name: str) -> list[str]:
        try:
            return self._spelled(array, name).to_pylist()
        except pa.ArrowException:
            return [""] * len(array)

    def _text(self, array: pa.ChunkedArray, name: str) -> pa.Array:
        try:
            return self._spelled(array, name)
        except pa.ArrowException as error:
            raise LogRefused(_("the column cannot be read as text"), file=self.name, column=name) from error

    def _spelled(self, array: pa.ChunkedArray, name: str) -> pa.Array:
        """Text without nulls. A dictionary is looked at before it is spelled out: a small file may hold very much text."""
        flat = _flat(array.combine_chunks())
        if isinstance(flat.type, pa.UuidType):
            flat = pa.array((None if one is None else str(one) for one in flat.to_pylist()), pa.string())
        if pa.types.is_dictionary(flat.type):
            sizes = pc.binary_length(flat.dictionary.cast(pa.large_string()))
            self._check_lengths(pc.take(sizes, flat.indices), name)
        elif pa.types.is_binary(flat.type) or pa.types.is_large_binary(flat.type):
            self._check_lengths(pc.binary_length(flat), name)
        if pa.types.is_floating(flat.type):
            flat = pc.if_else(pc.is_nan(flat), pa.scalar(None, flat.type), flat)
        if pa.types.is_timestamp(flat.type) and flat.type.tz is not None:
            # as instants: to spell a zone's own clock the system's tables of zones would be needed
            text = pc.binary_join_element_wise(flat.cast(pa.int64()).cast(pa.timestamp(flat.type.unit)).cast(pa.string()), "Z", "")
        else:
            text = flat.cast(pa.string())
        text.validate(full=True)  # ArrowInvalid where a file calls text what is no UTF-8
        return pc.fill_null(text, "")

    def _check_lengths(self, lengths: pa.Array, name: str) -> None:
        longest, total = pc.max(lengths).as_py() or 0, pc.sum(lengths).as_py() or 0
        if longest > self._limits.field:
            row = self._rows_done + 1 + pc.index(lengths, pa.scalar(longest, lengths.type)).as_py()
            words = _("a field is longer than %(limit)s characters") % {"limit": f"{self._limits.field:,}"}
            raise LogRefused(words, file=self.name, row=row, column=name)
        if total > self._limits.batch:
            raise LogRefused(_("the packed content grows out of all proportion when unpacked"), file=self.name, column=name)

    def fall_back(self) -> None:
        """The format itself says how text is encoded."""
        raise LogRefused(_("the text is not in the encoding that the file names"), file=self.name)

    def progress(self) -> tuple[int, int]:
        """(bytes read, bytes in all), by the share of rows."""
        size = self._path.stat().st_size
        return size * self._rows_done // max(self._file.metadata.num_rows, 1), size

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _is_time(kind: pa.DataType) -> bool:
    return pa.types.is_timestamp(kind) or pa.types.is_date(kind)


def _flat(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    if isinstance(array, pa.ChunkedArray):
        return array.chunk(0) if array.num_chunks else pa.array([], array.type)
    return array

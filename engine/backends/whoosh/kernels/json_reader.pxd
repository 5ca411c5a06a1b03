"""JSON that is plain, read from code units: texts without escapes, whole numbers, lists, objects without tags.

What else there is, and every mistake, is left to Python's own reader: then ValueError is raised.
"""

from libc.stdint cimport int64_t, uint16_t

cdef extern from "Python.h":
    object PyUnicode_FromKindAndData(int kind, const void* buffer, Py_ssize_t size)
    int PyUnicode_2BYTE_KIND

cdef enum:
    DEEPEST = 16  # lists and objects within each other
    DIGITS = 18  # of a number that surely fits 64 bits
    MOST_NAMES = 256  # that are kept, so that documents share them

cdef struct Line:
    const uint16_t* units
    Py_ssize_t at
    Py_ssize_t end


cdef inline uint16_t peek(const Line* line) noexcept:
    """The unit that is next, 0 at the end."""
    return line.units[line.at] if line.at < line.end else 0


cdef inline int skip(Line* line, uint16_t wanted) except -1:
    """Go on behind this unit, which must be next."""
    if peek(line) != wanted:
        raise ValueError
    line.at += 1
    return 0


cdef inline object read_line(const uint16_t* units, Py_ssize_t size, dict names):
    """The one value that these units say. `names` are those of objects known so far."""
    cdef Line line = Line(units, 0, size)
    found = read_value(&line, names, 0)
    if line.at != size:
        raise ValueError
    return found


cdef inline object read_value(Line* line, dict names, int depth):
    """The value that is next."""
    cdef uint16_t unit = peek(line)
    if unit == c'"':
        return read_text(line)
    if unit == c'[':
        return read_list(line, names, depth)
    if unit == c'{':
        return read_object(line, names, depth)
    if unit == c'n':
        return read_word(line, "null", None)
    if unit == c't':
        return read_word(line, "true", True)
    if unit == c'f':
        return read_word(line, "false", False)
    return read_number(line)


cdef inline str read_text(Line* line):
    cdef Py_ssize_t first = line.at + 1, at = first
    while at < line.end and line.units[at] != c'"':
        if line.units[at] < 32 or line.units[at] == c'\\':
            raise ValueError
        at += 1
    line.at = at
    skip(line, c'"')
    return PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, line.units + first, at - first)


cdef inline object read_number(Line* line):
    cdef bint below = peek(line) == c'-'
    cdef Py_ssize_t first = line.at + below
    cdef int64_t number = 0
    line.at = first
    while c'0' <= peek(line) <= c'9' and line.at - first < DIGITS:
        number = number * 10 + (line.units[line.at] - c'0')
        line.at += 1
    if line.at == first or (line.units[first] == c'0' and line.at > first + 1):
        raise ValueError
    if peek(line) not in (c',', c']', c'}'):
        raise ValueError
    return -number if below else number


cdef inline object read_word(Line* line, str word, value):
    for unit in word:
        skip(line, ord(unit))
    return value


cdef inline list read_list(Line* line, dict names, int depth):
    cdef list found = []
    skip(line, c'[')
    if depth == DEEPEST:
        raise ValueError
    while peek(line) != c']':
        if found:
            skip(line, c',')
        found.append(read_value(line, names, depth + 1))
    line.at += 1
    return found


cdef inline dict read_object(Line* line, dict names, int depth):
    cdef dict found = {}
    cdef str name
    cdef bint first = True
    skip(line, c'{')
    if depth == DEEPEST:
        raise ValueError
    while peek(line) != c'}':
        if not first:
            skip(line, c',')
        first = False
        name = read_text(line)
        if name.startswith("$"):
            raise ValueError
        if len(names) < MOST_NAMES:
            name = names.setdefault(name, name)
        else:
            name = names.get(name, name)
        skip(line, c':')
        found[name] = read_value(line, names, depth + 1)
    line.at += 1
    return found

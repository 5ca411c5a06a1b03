"""An index on an OpenSearch cluster: for a collection that outgrows one machine; the same answers as the embedded one.

A generation is an index of its own (`zhenwen-20230615t083000123456`) that never changes once it is verified; an alias
(`zhenwen`) names the one that readers use. The cluster knows nothing of Chinese: it is sent words and characters as
tokens. Words are ranked, characters are matched; the best are then judged by their text, as they are everywhere.
"""

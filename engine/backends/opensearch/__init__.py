"""Engine on an OpenSearch cluster, for collections too large for one machine; results equal the embedded engine's.

A generation is an index of its own (`zhenwen-20230615t083000123456`) that never changes once it is verified; an alias
(`zhenwen`) names the one that readers use. The cluster does no Chinese analysis: words and characters are sent as
tokens. Characters determine matches and words the first-stage ranking; the best hits are then rescored by their text,
as in the embedded engine.
"""

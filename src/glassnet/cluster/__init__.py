"""Work for more than one process: sweeps, many seeds, data-parallel training and bulk reading, on Dask."""

from glassnet.cluster.opening import open_pool
from glassnet.cluster.pool import ClusterError, Pool

__all__ = ["ClusterError", "Pool", "open_pool"]

--[[ Which workers stopped sending heartbeats? They are listed no more, and wait to be told of.
  fall_silent()   those in the registry that were not heard of for too long ]]
local MOST_SILENT = 100
local FORGOTTEN_MS = 86400000

local function fall_silent()
  local silent = redis.call('ZRANGEBYSCORE', K_WORKERS, '-inf', NOW - WORKER_TTL_MS, 'WITHSCORES', 'LIMIT', 0, MOST_SILENT)
  for index = 1, #silent, 2 do
    redis.call('ZADD', K_SILENT, silent[index + 1], silent[index])
    redis.call('ZREM', K_WORKERS, silent[index])
  end
  if #silent > 0 then redis.call('ZREMRANGEBYSCORE', K_SILENT, '-inf', NOW - FORGOTTEN_MS) end
end

#!lua
--[[ Begin the session of an upload by a signed link.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 upload id   3 how long it may take, s   4… names and values of the hash
  Returns {created_at, expires_at}. It is known for as long as a finished task, so that a late caller is told 410. ]]
-- include: clock
local key, session_ms = P_UPLOAD .. ARGV[2], tonumber(ARGV[3]) * 1000
local expires_at = iso(NOW + session_ms)
redis.call('HSET', key, 'state', 'CREATED', 'created_at', NOW_ISO, 'expires_at', expires_at,
  'expires_ms', NOW + session_ms, unpack(ARGV, 4))
redis.call('EXPIRE', key, ARGV[3] + TASK_TTL_S)
return {NOW_ISO, expires_at}

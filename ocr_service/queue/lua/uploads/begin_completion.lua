#!lua
--[[ Claim the completion of an upload for one call; of several at once the first has it.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 upload id   3 how long the claim holds, ms
  Returns 'CREATED' when it is the caller's now · 'COMPLETING' · 'COMPLETED' · 'EXPIRED' · '' when there is no session. ]]
-- include: clock
local key = P_UPLOAD .. ARGV[2]
local found = redis.call('HMGET', key, 'state', 'expires_ms', 'claimed_ms')
local state, expires_ms, claimed_ms = found[1] or '', tonumber(found[2]) or 0, tonumber(found[3]) or 0
if state == '' or state == 'COMPLETED' then return state end
if state == 'COMPLETING' and claimed_ms + tonumber(ARGV[3]) > NOW then return state end
-- A completion that was cut short may be ended later: its document may stand as a task already.
if state == 'CREATED' and expires_ms <= NOW then return 'EXPIRED' end
redis.call('HSET', key, 'state', 'COMPLETING', 'claimed_ms', NOW)
return 'CREATED'

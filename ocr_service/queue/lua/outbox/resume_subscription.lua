#!lua flags=allow-oom
--[[ Let a subscription that ended begin again. One that stands in the settings has a row only while it is ended.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 subscription id
  Returns 1, or 0 when there is none. ]]
-- include: clock, subscription
local id = ARGV[2]
if redis.call('EXISTS', P_SUBSCRIPTION .. id) == 0 then return 0 end
redis.call('HDEL', P_SUBSCRIPTION .. id, 'ended_ms', 'ended_reason', 'ended_target')
open_subscription(id)
subscriptions_changed()
return 1

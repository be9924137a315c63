--[[ Does an upload already stand for a task, and how is a new one made known?
  earlier_task(key, fingerprint, id)           the script's answer when it does, else nil
  register(task, created_ms, key, fingerprint)   indexes, batch and idempotency key of a new task;
                                                 returns its created_at ]]
local function earlier_task(key, fingerprint, id)
  local known = key ~= '' and redis.call('GET', key)
  if known then
    local print, earlier = string.match(known, '^(%S+) (%S+)$')
    if print ~= fingerprint then return {'CONFLICT'} end
    if redis.call('EXISTS', P_TASK .. earlier) == 1 then return {'KNOWN', earlier} end
  end
  if redis.call('EXISTS', P_TASK .. id) == 1 then return {'KNOWN', id} end
  return nil
end

local function register(task, created_ms, key, fingerprint)
  local created = created_ms > 0 and math.min(created_ms, NOW) or NOW
  redis.call('ZADD', K_TASKS, created, task.id)
  if task.owner ~= '' then redis.call('ZADD', P_TASKS .. quoted(task.owner), created, task.id) end
  if key ~= '' then redis.call('SET', key, fingerprint .. ' ' .. task.id, 'EX', IDEMPOTENCY_TTL_S) end
  if task.batch_id ~= '' then redis.call('RPUSH', P_BATCH .. task.batch_id .. ':tasks', task.id) end
  return created == NOW and NOW_ISO or iso(created)
end

--[[ Who is told that something happened? Their entries are written in the script in which it happens.
  announce(event)   one entry of the outbox for each of its subscribers
    kind      such as 'task.completed'
    subject   what makes it this one event and no other: its id is made of it, so that what happens again after Redis
              lost its last second is told under the same id
    task_id batch_id owner key_id detail (JSON)   each may be left out
    url events   the address that an upload named, and the kinds that it wants, separated by commas
  outbox_writer()   for those who write entries; few tasks have subscribers, so nothing of it is made before:
    put_entry(event, subscription, lane, url)   one entry, unless it is there; returns its id, '' when there is no room
    event_id(kind, subject)                     the event's id
    next_sequence()                             the number of a new event ]]
local function subscribers_of(event)
  local kind = P_SUBSCRIBERS .. event.kind
  local sets = {kind}
  if (event.owner or '') ~= '' then sets[#sets + 1] = kind .. ':owner:' .. quoted(event.owner) end
  if (event.key_id or '') ~= '' then sets[#sets + 1] = kind .. ':key:' .. event.key_id end
  local found = redis.call('SUNION', unpack(sets))
  for _, id in ipairs(STANDING[event.kind] or {}) do found[#found + 1] = id end
  return found
end

local function outbox_writer()
  -- Never below the clock: it keeps rising even when Redis lost its memory or its last second.
  local function next_sequence()
    local number = math.max((tonumber(redis.call('GET', K_NOTIFY_SEQUENCE)) or 0) + 1, NOW)
    redis.call('SET', K_NOTIFY_SEQUENCE, number)
    return string.format('%.0f', number)
  end

  local function has_room(lane)
    if (tonumber(redis.call('GET', K_NOTIFY_WAITING)) or 0) >= MAX_NOTIFICATIONS then return false end
    return redis.call('ZCARD', P_NOTIFY_LANE .. lane) < MAX_LANE
  end

  local function put_entry(event, subscription, lane, url)
    local id = event.id .. '.' .. subscription
    if redis.call('EXISTS', P_NOTIFY .. id) == 1 then return id end
    if not has_room(lane) then
      redis.call('HINCRBY', K_STATS, 'notifications_dropped', 1)
      return ''
    end
    event.sequence = event.sequence or next_sequence()
    redis.call('HSET', P_NOTIFY .. id, 'event', event.id, 'kind', event.kind, 'sequence', event.sequence, 'at', NOW_ISO,
      'task_id', event.task_id or '', 'batch_id', event.batch_id or '', 'owner', event.owner or '',
      'detail', event.detail or '', 'subscription', subscription, 'lane', lane, 'target', url,
      'created_ms', NOW, 'state', 'WAITING', 'attempts', 0)
    lane_put(lane, id, NOW)
    wake_notifier(lane)
    return id
  end

  local function event_id(kind, subject)
    return 'evt_' .. string.sub(redis.sha1hex(kind .. ' ' .. subject), 1, 32)
  end

  return put_entry, event_id, next_sequence
end

local function announce(event)
  local subscribers = subscribers_of(event)
  local is_wanted = (event.url or '') ~= '' and string.find(',' .. (event.events or '') .. ',', ',' .. event.kind .. ',', 1, true)
  local url = is_wanted and event.url
  if #subscribers == 0 and not url then return end
  local put_entry, event_id = outbox_writer()
  event.id = event_id(event.kind, event.subject)
  for _, id in ipairs(subscribers) do put_entry(event, id, id, '') end
  -- Uploads that name one receiver share its lane, whatever stands behind the slash.
  if url then put_entry(event, 'upload', string.match(url, '^%a+://[^/?#]+') or url, url) end
end

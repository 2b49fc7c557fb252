// A real wechaty-puppet-service server; only the puppet behind it, that is WeChat itself, is a stand-in.
// Tests steer it over HTTP on loopback: they speak as members, read what the bot sent, and make it slow or faulty.
//
//   GRPC_PORT=… HTTP_PORT=… TOKEN=… node gateway.mjs      prints {"ready":true} once it listens
import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'
import * as PUPPET from 'wechaty-puppet'
import { PuppetMock, mock } from 'wechaty-puppet-mock'
import { PuppetServer } from 'wechaty-puppet-service'

const { GRPC_PORT, HTTP_PORT, TOKEN } = process.env
const Type = PUPPET.types.Message
const BOT = 'wxid_linli'

// What WeChat would hold: filled and read by the tests.
const world = {
  aliases: new Map(),      // "room contact" -> what the room shows
  positions: new Map(),    // message id -> location
  friendships: new Map(),
  invitations: new Map(),  // invitation id -> what is known of it
  sent: [],                // everything that the bot said, in order
}
// Faults, all off. delayMs: before a send is carried out. refuse: so many sends fail before they go out.
// why: what a refusal says. strangers: private sends to these fail, as WeChat does with whoever is no friend.
// swallow: so many sends go out, but their call never returns. repeat: own and others' messages are told so many times.
// lose: so many messages are never told.
const NO_FAULTS = {
  delayMs: 0, refuse: 0, why: 'refused for the test', strangers: [], swallow: 0, repeat: 1, lose: 0, echo: true,
  unreadable: '', nameless: '',
}
const faults = { ...NO_FAULTS }

const mocker = new mock.Mocker()
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))

class Neighbourhood extends PuppetMock {
  async #say (place, entry, payload) {
    if (faults.delayMs) await sleep(faults.delayMs)
    if (faults.refuse > 0) {
      faults.refuse -= 1
      throw new Error(faults.why)
    }
    if (faults.strangers.includes(place)) throw new Error('not a friend')
    const id = randomUUID()
    const where = place.endsWith('@chatroom') ? { roomId: place, mentionIdList: entry.mentions ?? [] } : { listenerId: place }
    mocker.MessageMock.create({ id, talkerId: this.currentUserId, timestamp: Date.now(), ...payload, ...where })
    world.sent.push({ number: world.sent.length + 1, id, place, at: Date.now(), ...entry })
    if (faults.echo) this.emit('message', { messageId: id })
    if (faults.swallow > 0) {
      faults.swallow -= 1
      await sleep(3_600_000)
    }
    return id
  }

  async messageSendText (place, text, mentions = []) {
    return this.#say(place, { text, mentions }, { type: Type.Text, text })
  }

  async messageSendFile (place, file) {
    const bytes = await file.toBuffer()
    return this.#say(place, { file: file.name, bytes: bytes.length }, { type: Type.Attachment, filename: file.name })
  }

  async messageRawPayload (id) {
    if (id === faults.unreadable) throw new Error('unreadable for the test')
    return super.messageRawPayload(id)
  }

  async messageLocation (id) { return world.positions.get(id) }

  async contactRawPayload (id) {
    if (id === faults.nameless) throw new Error('nameless for the test')
    return super.contactRawPayload(id)
  }

  async roomMemberRawPayload (roomId, contactId) {
    if (contactId === faults.nameless) throw new Error('nameless for the test')
    const { name, avatar } = mocker.contactPayload(contactId)
    return { id: contactId, name, avatar, roomAlias: world.aliases.get(`${roomId} ${contactId}`) ?? '' }
  }

  async roomInvitationRawPayload (id) { return world.invitations.get(id) }
  async roomInvitationAccept (id) {
    if (faults.refuse > 0) {
      faults.refuse -= 1
      throw new Error(faults.why)
    }
    const { roomId, inviterId } = world.invitations.get(id)
    world.sent.push({ number: world.sent.length + 1, entered: roomId })
    room(roomId).add(contact(BOT)).by(contact(inviterId))
  }

  async friendshipRawPayload (id) { return world.friendships.get(id) }
  async friendshipAccept (id) {
    faults.strangers = faults.strangers.filter(one => one !== world.friendships.get(id)?.contactId)
    world.sent.push({ number: world.sent.length + 1, accepted: id })
  }
}

const bot = mocker.createContact({ id: BOT, name: '小邻', friend: true, alias: '' })
mocker.use(m => { m.login(bot); return () => {} })  // logs in again whenever the puppet is started
const puppet = new Neighbourhood({ mocker })
const contact = id => mocker.ContactMock.load(id)
const room = id => mocker.RoomMock.load(id)

const tell = id => {
  if (faults.lose > 0) {
    faults.lose -= 1
    return { id }
  }
  for (let i = 0; i < faults.repeat; i++) puppet.emit('message', { messageId: id })
  return { id }
}

const orders = {
  // As if the gateway had just been started, but in milliseconds.
  reset: () => {
    Object.assign(faults, NO_FAULTS)
    for (const map of [world.aliases, world.positions, world.friendships, world.invitations]) map.clear()
    world.sent.length = 0
    for (const pool of [mocker.RoomMock.pool, mocker.ContactMock.pool]) {
      for (const id of [...pool.keys()]) if (id !== BOT) pool.delete(id)
    }
    for (const id of [...mocker.cacheContactPayload.keys()]) if (id !== BOT) mocker.cacheContactPayload.delete(id)
    mocker.cacheRoomPayload.clear()
    mocker.cacheMessagePayload.clear()
    puppet.cache.clear()
  },
  person: ({ id, name }) => { mocker.createContact({ id, name, alias: '' }) },
  room: ({ id, topic, members }) => { mocker.createRoom({ id, topic, ownerId: members[0], memberIdList: [BOT, ...members] }) },
  say: ({ id = randomUUID(), room: roomId, from, text = '', type = Type.Text, mentions = [], location, seconds = false }) => {
    if (location) world.positions.set(id, location)
    mocker.MessageMock.create({
      id, talkerId: from, text, type: location ? Type.Location : type,
      timestamp: seconds ? Math.floor(Date.now() / 1000) : Date.now(),
      ...(roomId ? { roomId, mentionIdList: mentions } : { listenerId: BOT }),
    })
    return tell(id)
  },
  burst: ({ room: roomId, from, texts }) => {
    for (const text of texts) orders.say({ room: roomId, from, text })
  },
  again: ({ id }) => tell(id),
  alias: async ({ room: roomId, contact: contactId, alias }) => {
    world.aliases.set(`${roomId} ${contactId}`, alias)
    await puppet.dirtyPayload(PUPPET.types.Dirty.RoomMember, roomId)
  },
  topic: async ({ room: roomId, topic, by }) => {
    room(roomId).topic(topic).by(contact(by))
    await puppet.dirtyPayload(PUPPET.types.Dirty.Room, roomId)
  },
  join: ({ room: roomId, who, by }) => { room(roomId).add(...who.map(contact)).by(contact(by)) },
  leave: ({ room: roomId, who, by }) => { room(roomId).remove(...who.map(contact)).by(contact(by)) },
  befriend: ({ id = randomUUID(), contact: contactId }) => {
    const type = PUPPET.types.Friendship.Receive
    world.friendships.set(id, { id, contactId, hello: '', type, timestamp: Date.now(), ticket: '' })
    puppet.emit('friendship', { friendshipId: id })
    return { id }
  },
  // A large group: the bot is asked, not taken in. The room is one that others made, without the bot.
  invite: ({ id = randomUUID(), room: roomId, topic, members, by }) => {
    if (!mocker.cacheRoomPayload.has(roomId)) mocker.createRoom({ id: roomId, topic, ownerId: members[0], memberIdList: members })
    world.invitations.set(id, {
      id, roomId, inviterId: by, topic, avatar: '', invitation: '', memberCount: members.length, memberIdList: members,
      receiverId: BOT, timestamp: Date.now(),
    })
    puppet.emit('room-invite', { roomInvitationId: id })
    return { id }
  },
  emit: ({ event, payload }) => { puppet.emit(event, payload) },
  faults: changes => Object.assign(faults, changes),
  sent: ({ after = 0 }) => world.sent.filter(entry => entry.number > after),
  state: () => ({ loggedIn: puppet.isLoggedIn, listeners: puppet.listenerCount('message') }),
}

createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const answer = (status, value) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(value ?? {}))
  }
  const order = orders[request.url.slice(1)]
  if (!order) return answer(404, { error: `no order ${request.url}` })
  try {
    answer(200, await order(body ? JSON.parse(body) : {}))
  } catch (error) {
    answer(500, { error: String(error.stack) })
  }
}).listen(Number(HTTP_PORT), '127.0.0.1')

await new PuppetServer({ endpoint: `127.0.0.1:${GRPC_PORT}`, puppet, token: TOKEN, tls: { disable: true } }).start()
console.log(JSON.stringify({ ready: true }))
process.on('SIGTERM', () => process.exit(0))

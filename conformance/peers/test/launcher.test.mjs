// The launcher and the settings, as a person meets them.
import assert from "node:assert/strict"
import { readFile, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { Caravel, freePorts, run, temporaryFolder } from "../support/caravel.mjs"
import { hostStatus } from "../support/people.mjs"

let data

before(async () => {
  data = await temporaryFolder()
})

after(() => data.remove())

describe("the launcher", () => {
  it("says all that is wrong at once, one line each, and ends with 2", async () => {
    const taken = createServer()
    await new Promise((resolve) => taken.listen(0, "127.0.0.1", resolve))
    const file = join(data.folder, "a-file")
    await writeFile(file, "not a folder")
    const [enginePort] = await freePorts(1)
    const { code, err } = await run(["serve"], {
      DATA_DIR: join(file, "data"),
      PORT: `${taken.address().port}`,
      ENGINE_PORT: `${enginePort}`,
      GRACE_DAYS: "soon",
      STRIPE_SECRET_KEY: "sk_test_1",
      ENGINE_PROT: "1",
    })
    taken.close()
    assert.equal(code, 2, err)
    const lines = err.trim().split("\n")
    for (const expected of [
      /DATA_DIR: .*cannot be written/,
      /PORT: .* is taken/,
      /GRACE_DAYS: “soon” is not right/,
      /STRIPE_WEBHOOK_SECRET: it is missing/,
      /warning: ENGINE_PROT is not a setting; did you mean ENGINE_PORT\?/,
    ]) {
      assert.equal(lines.filter((line) => expected.test(line)).length, 1, `${expected} in:\n${err}`)
    }
  })

  it("helps with every command", async () => {
    for (const args of [["--help"], ["serve", "--help"], ["engine", "--help"], ["config", "--help"], ["backup", "--help"], ["restore", "--help"], ["bench", "--help"], ["version", "--help"]]) {
      const { code, out } = await run(args)
      assert.equal(code, 0, args.join(" "))
      assert.match(out, /Usage: caravel/)
    }
  })

  it("prints every setting without a secret", async () => {
    const secret = "7f7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba9a"
    const { out } = await run(["config"], { ROBOT_SECRET: secret, SERVER_URL: "https://a.example", RELAY_DOMAIN: "b.example" })
    assert.match(out, /^ROBOT_SECRET +set +environment/m)
    assert.match(out, /^STRIPE_SECRET_KEY +– +not set; cards are off/m)
    assert.ok(!out.includes(secret))
  })

  // How long a start takes is measured by `caravel bench`, not here, where other work on the machine would decide.
  it("says where to go and how long it took, and ends in order on Ctrl-C", async () => {
    for (const _ of ["first", "second"]) {
      const caravel = await Caravel.start({ DATA_DIR: join(data.folder, "demo") })
      const { code, signal } = await caravel.stop()
      assert.match(caravel.log.replaceAll(/^caravel: .*\n/gm, ""), /^Caravel .*demo/)
      assert.match(caravel.log, /^ended$/m)
      assert.ok(signal === "SIGINT" || code === 130 || code === 0, `ended with ${code} ${signal}`)
      assert.ok(caravel.readySeconds > 0)
    }
    assert.match(await readFile(join(data.folder, "demo/keys/operator.nsec"), "utf8"), /^nsec1/)
  })

  it("runs the engine alone under zooid's own names", async () => {
    const [port] = await freePorts(1)
    const engine = new Caravel(0, port)
    const folder = (name) => join(data.folder, "engine", name)
    const settings = {
      PORT: `${port}`,
      API_HOST: "api.localhost",
      API_WHITELIST: "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d",
      CONFIG: folder("config"),
      DATA: folder("data"),
      MEDIA: folder("media"),
    }
    await engine.launch(settings, ["engine"])
    try {
      const relays = await hostStatus(port, "api.localhost", { path: "/relay/some/members" })
      assert.equal(relays.status, 401)
      assert.equal((await hostStatus(port, "nobody.localhost")).status, 404)
    } finally {
      await engine.stop()
    }
  })
})

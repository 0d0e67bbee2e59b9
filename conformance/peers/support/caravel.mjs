// Starts the real program as a person does, `./caravel`, on free ports with a data folder of its own.
import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

// Another launcher runs the same tests against the container image (ops/image/check).
export const launcher = process.env.CARAVEL_LAUNCHER ?? fileURLToPath(new URL("../../../caravel", import.meta.url))

const START_MS = 120_000
const END_MS = 20_000

export async function freePorts(count) {
  const servers = []
  for (let i = 0; i < count; i++) {
    const server = createServer()
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
    servers.push(server)
  }
  const ports = servers.map((server) => server.address().port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "caravel-peers-"))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

// What the program sees of our environment: where things are, none of the settings.
export function surroundings(settings) {
  const kept = {}
  for (const name of ["PATH", "HOME", "JAVA_HOME", "LANG", "TMPDIR", "CARAVEL_JDK", "CARAVEL_IMAGE"]) {
    if (process.env[name] !== undefined) kept[name] = process.env[name]
  }
  return { ...kept, ...settings }
}

// Runs `./caravel ...args` to its end.
export async function run(args, settings = {}) {
  const child = spawn(launcher, args, { env: surroundings(settings), stdio: ["ignore", "pipe", "pipe"] })
  let out = ""
  let err = ""
  child.stdout.on("data", (chunk) => (out += chunk))
  child.stderr.on("data", (chunk) => (err += chunk))
  const code = await new Promise((resolve) => child.on("close", resolve))
  return { code, out, err }
}

export class Caravel {
  // The settings may depend on where it will be.
  static async start(settings = {}) {
    const built = await run(["version"]) // builds, where that was not done before
    if (built.code !== 0) throw new Error(built.err)
    const [port, enginePort] = await freePorts(2)
    const caravel = new Caravel(port, enginePort)
    const own = typeof settings === "function" ? await settings(caravel) : settings
    await caravel.launch({ PORT: `${port}`, ENGINE_PORT: `${enginePort}`, ...own })
    return caravel
  }

  constructor(port, enginePort) {
    this.port = port
    this.enginePort = enginePort
    this.url = `http://localhost:${port}`
    this.log = ""
  }

  async launch(settings, args = []) {
    this.child = spawn(launcher, args, { env: surroundings(settings), stdio: ["ignore", "pipe", "pipe"] })
    this.ended = new Promise((resolve) => this.child.on("close", (code, signal) => resolve({ code, signal })))
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.child.kill("SIGKILL")
        reject(new Error(`not ready in time:\n${this.log}`))
      }, START_MS)
      const hear = (chunk) => {
        this.log += chunk
        if (/^ready in /m.test(this.log)) {
          clearTimeout(late)
          resolve()
        }
      }
      this.child.stdout.on("data", hear)
      this.child.stderr.on("data", hear)
      this.ended.then(({ code }) => {
        clearTimeout(late)
        reject(new Error(`ended with ${code} before it was ready:\n${this.log}`))
      })
    })
  }

  get readySeconds() {
    return Number(/^ready in ([0-9.]+) s/m.exec(this.log)[1])
  }

  relayUrl(subdomain) {
    return `ws://${subdomain}.localhost:${this.enginePort}`
  }

  async stop(signal = "SIGINT") {
    this.child.kill(signal)
    const late = setTimeout(() => this.child.kill("SIGKILL"), END_MS)
    const end = await this.ended
    clearTimeout(late)
    return end
  }
}

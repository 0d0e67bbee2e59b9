// A real Caddy with the configuration of ops/compose, on free ports and with certificates of its own authority.
import { spawn } from "node:child_process"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { freePorts, surroundings } from "./caravel.mjs"
import { until } from "./people.mjs"

const shippedFile = fileURLToPath(new URL("../../../ops/compose/Caddyfile", import.meta.url))

export class Caddy {
  // `edgePort` is where Caravel answers Caddy's questions.
  static async start(folder, edgePort) {
    const [httpPort, port] = await freePorts(2)
    const shipped = await readFile(shippedFile, "utf8")
    const local = `{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port ${httpPort}\n\thttps_port ${port}\n`
    const file = join(folder, "Caddyfile")
    await writeFile(file, shipped.replace("{\n", local))
    const caddy = new Caddy(folder, edgePort, port)
    await caddy.launch(file)
    return caddy
  }

  constructor(folder, edgePort, port) {
    this.folder = join(folder, "caddy")
    this.edgePort = edgePort
    this.port = port
    this.log = ""
  }

  // The certificate of its authority.
  get authority() {
    return join(this.folder, "caddy", "pki", "authorities", "local", "root.crt")
  }

  async launch(file) {
    const environment = {
      ACME_EMAIL: "operator@example.com",
      EDGE: `127.0.0.1:${this.edgePort}`,
      XDG_DATA_HOME: this.folder,
      XDG_CONFIG_HOME: this.folder,
    }
    this.child = spawn("caddy", ["run", "--config", file, "--adapter", "caddyfile"], {
      env: surroundings(environment),
      stdio: ["ignore", "pipe", "pipe"],
    })
    this.child.stderr.on("data", (chunk) => (this.log += chunk))
    this.child.on("error", (missing) => (this.log += `caddy cannot be started: ${missing.message}`))
    await until(() => {
      if (this.child.exitCode !== null || this.log.includes("cannot be started")) throw new Error(this.log)
      return this.log.includes("serving initial configuration")
    }, "Caddy")
  }

  stop() {
    this.child.kill()
  }
}

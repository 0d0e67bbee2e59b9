import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"
import { run, surroundings, temporaryFolder } from "../../../../conformance/peers/support/caravel.mjs"

const HOME = new URL("../../../../", import.meta.url).pathname
const SOURCES = join(HOME, "control/src/test/java")
const MAIN = "caravel.control.payment.stripe.RecordedStripe"
const BUILT = join(HOME, "app/target/lib/*")
const START_MS = 120_000
const SETTING = /^(STRIPE_\w+)=(.+)$/gm
const SETTINGS = 3

/**
 * Stripe as it was recorded, of the server's own tests, in a process of its own: it holds to Stripe's rules, has pages to pay on, and
 * tells what happened by signed webhooks, each of them twice.
 */
export class CardProcessor {
  /** What the server must be told so that it takes this for Stripe. */
  readonly settings: Record<string, string> = {}
  private readonly ended: Promise<unknown>

  private constructor(
    private readonly child: ChildProcess,
    private readonly clean: () => Promise<void>,
  ) {
    this.ended = new Promise((resolve) => child.on("close", resolve))
    process.on("exit", () => child.kill("SIGKILL"))
  }

  /** @param server the address of the server, which need not answer yet */
  static async start(server: string): Promise<CardProcessor> {
    const jdk = (await run(["--print-jdk"])).out.trim()
    const { folder, remove } = await temporaryFolder()
    const sources = ["-proc:none", "-nowarn", "-sourcepath", SOURCES, "-cp", BUILT, "-d", folder]
    await finished(join(jdk, "bin/javac"), [...sources, `${join(SOURCES, MAIN.replaceAll(".", "/"))}.java`])
    const program = ["-cp", `${folder}:${BUILT}`, MAIN, "0", `${server}/stripe/webhook`]
    const child = spawn(join(jdk, "bin/java"), program, { env: surroundings(), stdio: ["ignore", "pipe", "pipe"] })
    const processor = new CardProcessor(child, remove)
    await processor.ready()
    return processor
  }

  /** Its pages stand at this address. */
  get url(): string {
    return this.settings.STRIPE_API_URL ?? ""
  }

  async stop(): Promise<void> {
    this.child.kill("SIGKILL")
    await this.ended
    await this.clean()
  }

  private ready(): Promise<void> {
    let said = ""
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no card processor in time:\n${said}`)), START_MS)
      const hear = (chunk: Buffer) => {
        said += chunk
        for (const [, name = "", value = ""] of said.matchAll(SETTING)) this.settings[name] = value
        if (Object.keys(this.settings).length < SETTINGS) return
        clearTimeout(late)
        resolve()
      }
      this.child.stdout?.on("data", hear)
      this.child.stderr?.on("data", hear)
      this.ended.then(() => reject(new Error(`the card processor ended:\n${said}`)))
    })
  }
}

/** Runs a program to its end; what it said is told where that is a failure. */
function finished(program: string, args: string[]): Promise<void> {
  const child = spawn(program, args, { env: surroundings(), stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk))
  return new Promise((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`${program}: ${code}\n${said}`))))
  })
}

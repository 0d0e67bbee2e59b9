import { Caravel, temporaryFolder } from "../../../../conformance/peers/support/caravel.mjs"
import { operatorIn, type Person } from "./people"

export type InvoiceOfApi = {
  id: string
  status: string
  amount?: number
  method?: string
  dispute?: string
  booked_by_operator?: boolean
  void_reason?: string
  due_at: number
  created_at: number
}
type Notice = { notice_type: string }
type Starting = Parameters<typeof Caravel.start>[0]

/** What the books do after the clock was moved is waited for, in milliseconds. */
export const BOOKS_MS = 40_000

/** A server of its own for walks about money: moving the clock of billing moves it for everybody. */
export class Books {
  private constructor(
    private readonly caravel: Caravel,
    private readonly operator: Person,
    private readonly clean: () => Promise<void>,
  ) {}

  static async open(
    settings: Exclude<Starting, Record<string, string> | undefined> = async () => ({}),
  ): Promise<Books> {
    const { folder, remove } = await temporaryFolder()
    const caravel = await Caravel.start(async (starting) => ({
      DATA_DIR: folder,
      RATE_PER_ADDRESS: "0",
      RATE_PER_KEY: "0",
      ...(await settings(starting)),
    }))
    return new Books(caravel, await operatorIn(folder), remove)
  }

  get url(): string {
    return this.caravel.url
  }

  /** Moves billing's clock, and nothing else's. */
  advance(days: number): Promise<unknown> {
    return this.operator.ask("POST", "/dev/clock", { advance_days: days }, this.url)
  }

  /** Newest first. */
  invoicesOf(person: Person): Promise<InvoiceOfApi[]> {
    return person.ask<InvoiceOfApi[]>("GET", `/tenants/${person.pubkey}/invoices`, undefined, this.url)
  }

  /** What somebody was told, by its type. */
  async noticesOf(person: Person): Promise<string[]> {
    const notices = await person.ask<Notice[]>("GET", `/tenants/${person.pubkey}/notices`, undefined, this.url)
    return notices.map((notice) => notice.notice_type)
  }

  async close(): Promise<void> {
    await this.caravel.stop()
    await this.clean()
  }
}

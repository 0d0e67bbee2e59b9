import { createServer, type Server, type Socket } from "node:net"

type Connection = { socket: Socket; lines: string[]; isText: boolean; rest: string }

/** A mail server on loopback that accepts every mail and keeps its text: the part of SMTP that a sender without login uses. */
export class MailServer {
  readonly mails: string[] = []
  private readonly server: Server
  private readonly open = new Set<Socket>()

  private constructor() {
    this.server = createServer((socket) => this.greet(socket))
  }

  static async start(): Promise<MailServer> {
    const mail = new MailServer()
    await new Promise<void>((resolve) => mail.server.listen(0, "127.0.0.1", resolve))
    return mail
  }

  get url(): string {
    const address = this.server.address()
    if (address === null || typeof address === "string") throw new Error("the mail server does not listen")
    return `smtp://127.0.0.1:${address.port}?starttls=no`
  }

  /** The texts of all mails without the soft line breaks of quoted-printable. */
  texts(): string[] {
    return this.mails.map((mail) => mail.replaceAll("=\r\n", "").replaceAll("=3D", "="))
  }

  private greet(socket: Socket): void {
    this.open.add(socket)
    const connection: Connection = { socket, lines: [], isText: false, rest: "" }
    socket.on("close", () => this.open.delete(socket))
    socket.on("error", () => this.open.delete(socket))
    socket.on("data", (data) => {
      const lines = (connection.rest + data.toString("utf8")).split("\r\n")
      connection.rest = lines.pop() ?? ""
      for (const line of lines) this.read(connection, line)
    })
    socket.write("220 here\r\n")
  }

  private read(connection: Connection, line: string): void {
    if (connection.isText && line !== ".") {
      connection.lines.push(line)
      return
    }
    if (connection.isText) {
      this.mails.push(connection.lines.join("\r\n"))
      connection.lines = []
      connection.isText = false
      connection.socket.write("250 ok\r\n")
      return
    }
    connection.isText = line.toUpperCase() === "DATA"
    connection.socket.write(connection.isText ? "354 go on\r\n" : "250 ok\r\n")
    if (line.toUpperCase() === "QUIT") connection.socket.end()
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

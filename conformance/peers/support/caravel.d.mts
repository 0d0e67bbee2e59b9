// What tests in TypeScript know of caravel.mjs.
export declare class Caravel {
  static start(settings?: Record<string, string>): Promise<Caravel>
  constructor(port: number, enginePort: number)
  readonly port: number
  readonly enginePort: number
  readonly url: string
  readonly log: string
  launch(settings: Record<string, string>, args?: string[]): Promise<void>
  relayUrl(subdomain: string): string
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: string | null }>
}
export declare function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }>
export declare function freePorts(count: number): Promise<number[]>

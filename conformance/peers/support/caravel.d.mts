// What tests in TypeScript know of caravel.mjs.
type Settings = Record<string, string>
export declare class Caravel {
  static start(settings?: Settings | ((caravel: Caravel) => Promise<Settings>)): Promise<Caravel>
  constructor(port: number, enginePort: number)
  readonly port: number
  readonly enginePort: number
  readonly url: string
  readonly log: string
  launch(settings: Settings, args?: string[]): Promise<void>
  relayUrl(subdomain: string): string
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: string | null }>
}
export declare function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }>
export declare function freePorts(count: number): Promise<number[]>
export declare function run(args: string[], settings?: Settings): Promise<{ code: number | null; out: string; err: string }>
export declare function surroundings(settings?: Settings): Settings

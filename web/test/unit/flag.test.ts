import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { FLAG_COUNT, flagDrawing, flagOf, flagSvg } from "~/domain/flag"

const real = (text: string) => createHash("sha256").update(text, "utf8").digest()

describe("flags", () => {
  it("takes the first four bytes as an unsigned number, modulo 32", () => {
    for (const seed of ["my-club", "0197f6f2-2f4c-7a55-8c20-9d6f0a1b2c3d", ""]) {
      expect(flagOf(seed)).toBe(real(seed).readUInt32BE(0) % 32)
    }
  })

  it("has 32 flags, all different, none empty", () => {
    expect(FLAG_COUNT).toBe(32)
    expect(new Set(Array.from({ length: 32 }, (_, index) => flagSvg(index))).size).toBe(32)
    for (let index = 0; index < 32; index++) {
      const { ground, figures } = flagDrawing(index)
      for (const figure of figures) expect(figure.path && figure.colour && ground).toBeTruthy()
    }
  })

  it("is the vectors by which the engine and the control plane draw the same flags", async () => {
    const drawn = Array.from({ length: FLAG_COUNT }, (_, index) => `${index}\t${flagSvg(index)}`)
    const seeds = ["my-club", "0197f6f2-2f4c-7a55-8c20-9d6f0a1b2c3d", "Chor in der Höhe", "🎻"]
    const chosen = seeds.map((seed) => `${seed}\t${flagOf(seed)}`)
    await expect(`${[...drawn, ...chosen].join("\n")}\n`).toMatchFileSnapshot(
      "../../../invite/src/test/resources/caravel/invite/flags.tsv",
    )
  })

  it("starts again behind the last one", () => {
    expect(flagSvg(32)).toBe(flagSvg(0))
  })
})

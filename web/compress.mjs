// Writes a .br and a .gz beside every text file of dist/, so that the server sends them without compressing at run time. What was
// copied there as it is, and is waited for before the first paint, loses its comments and long names first.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { minifySync } from "vite"

const DIST = new URL("./dist", import.meta.url).pathname
const COPIED = `${DIST}/theme.js`

const TEXT = /\.(js|css|html|svg|txt)$/

function walk(folder) {
  for (const name of readdirSync(folder)) {
    const path = `${folder}/${name}`
    if (statSync(path).isDirectory()) walk(path)
    else if (TEXT.test(name)) {
      const bytes = readFileSync(path)
      writeFileSync(`${path}.br`, brotliCompressSync(bytes))
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
    }
  }
}

writeFileSync(COPIED, minifySync(COPIED, readFileSync(COPIED, "utf8")).code)
walk(DIST)

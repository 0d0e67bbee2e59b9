// Writes a .br and a .gz beside every text file of dist/, so that the server sends them without compressing at run time.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { brotliCompressSync, gzipSync } from "node:zlib"

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

walk(new URL("./dist", import.meta.url).pathname)

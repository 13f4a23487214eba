// `make plotly`: builds static/figures/plotly-<version>-<hash>.js with the licences of all that is in it, and names it in
// static/figures/figure.js. The same sources give the same bytes: versions are those of package-lock.json.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const figures = join(here, "..", "..", "static", "figures");

const built = await build({
  absWorkingDir: here,
  entryPoints: ["bundle.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  loader: { ".css": "text" },
  define: { global: "window", "define.amd": "false", "process.env.NODE_DEBUG": "false" },
  // Named in lists of what plotly.js can do, and never called by these parts.
  alias: {
    "country-iso-search": "./nothing.js",
    // Its one projection that figures use stands in d3-geo, too.
    "d3-geo-projection": "./projections.js",
    "maplibre-gl/dist/maplibre-gl.css": "./nothing.js",
    stream: "./nothing.js",
  },
  metafile: true,
  write: false,
});

const code = built.outputFiles[0].contents;
const packageOf = (file) => file.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1];
const inside = Object.entries(Object.values(built.metafile.outputs)[0].inputs).filter(([, one]) => one.bytesInOutput > 0);
const packages = [...new Set(inside.map(([file]) => packageOf(file)).filter(Boolean))].sort();

const licences = packages.map((folder) => {
  const about = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf-8"));
  const file = readdirSync(join(here, folder)).find((name) => /^(licen[cs]e|copying)/i.test(name));
  const text = file ? readFileSync(join(here, folder, file), "utf-8").trim() : `Licence: ${about.license}`;
  return `${about.name} ${about.version} (${about.license ?? "see below"})\n\n${text}\n`;
});

const { version } = JSON.parse(readFileSync(join(here, "node_modules/plotly.js/package.json"), "utf-8"));
const hash = createHash("sha256").update(code).digest("hex").slice(0, 10);
const name = `plotly-${version}-${hash}.js`;
for (const old of readdirSync(figures)) if (/^plotly-.*\.js$/.test(old)) rmSync(join(figures, old));
writeFileSync(join(figures, name), code);
writeFileSync(join(figures, "plotly-LICENSES.txt"), licences.join(`\n${"-".repeat(80)}\n\n`));
const component = join(figures, "figure.js");
if (existsSync(component)) {
  writeFileSync(component, readFileSync(component, "utf-8").replace(/"\.\/plotly-[^"]*\.js"/, `"./${name}"`));
}
console.log(`${name}: ${code.length} bytes of ${packages.length} packages`);

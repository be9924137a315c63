// The text of a PDF's first page as pdf.js gives it to its viewer's text layer: node words.mjs FOLDER_OF_PDFJS FILE
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const pdfjs = await import(pathToFileURL(`${folder}/legacy/build/pdf.mjs`));
const data = new Uint8Array(await readFile(file));
const document = await pdfjs.getDocument({ data, verbosity: 0 }).promise;
const content = await (await document.getPage(1)).getTextContent();
process.stdout.write(content.items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join(""));
await document.destroy();

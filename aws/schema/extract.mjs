// Makes aws.json.gz: the schema of the Terraform provider hashicorp/aws, out of a package that is generated from it.
//
//   npm pack @cdktn/provider-aws@25.7.0        (the registry is a setting of your npm)
//   node extract.mjs cdktn-provider-aws-25.7.0.tgz aws.json.gz
//
// Nothing is downloaded here. The package must be the one that is pinned below, to the byte.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, constants } from "node:zlib";

const PACKAGE = "@cdktn/provider-aws@25.7.0";
const SHA512 =
  "13f9e1bb4c95644e265cc8083ee23cb4416dd411312e403b0118e285d1befc79" +
  "9f0dfccbafe384177764151bc8ea0951b77d25aeb05640bc17a82241c5c9b252";
const PROVIDER = { provider: "hashicorp/aws", version: "6.66.0" };

// A web ACL's statement may hold statements; the provider writes out so many levels of them.
const LEVELS = 3;

// The generator gives up on the recursive statement of these two, but not on the same statement of a rule of its own.
const STATEMENTS = { from: "aws_wafv2_web_acl_rule", to: ["aws_wafv2_web_acl", "aws_wafv2_rule_group"] };
const STATEMENTS_MANY = new Set(["statement", "text_transformation", "rule_action_override", "managed_rule_group_configs",
  "custom_key", "insert_header"]);

const KINDS = {
  TerraformResource: "resources",
  TerraformDataSource: "data",
  TerraformEphemeralResource: "ephemeral",
  TerraformProvider: "provider",
};

// How a value is read tells its type.
const GETTERS = [
  [/asNumberList\(cdktn\.Fn\.tolist\(this\.getNumberListAttribute/, "set(number)"],
  [/Fn\.tolist\(this\.getListAttribute/, "set(string)"],
  [/getNumberListAttribute/, "list(number)"],
  [/getListAttribute/, "list(string)"],
  [/getStringMapAttribute/, "map(string)"],
  [/getBooleanMapAttribute/, "map(bool)"],
  [/getNumberMapAttribute/, "map(number)"],
  [/getStringAttribute/, "string"],
  [/getNumberAttribute/, "number"],
  [/getBooleanAttribute/, "bool"],
];

// What the getters do not tell, the writers do.
const STORED = {
  stringListList: "list(list(string))",
  stringMapList: "list(map(string))",
  stringMapMap: "map(map(string))",
  stringList: "list(string)",
  stringMap: "map(string)",
  string: "string",
  number: "number",
  boolean: "bool",
  any: "any",
};

const MAPS = { StringMap: "map(string)", NumberMap: "map(number)", BooleanMap: "map(bool)", AnyMap: "map(any)",
  StringMapList: "list(map(string))", AnyMapList: "list(map(any))" };

function main(archive, target) {
  const bytes = readFileSync(archive);
  const sum = createHash("sha512").update(bytes).digest("hex");
  if (sum !== SHA512) {
    throw new Error(`read ${archive}: its sha512 is ${sum}, but ${PACKAGE} has ${SHA512}; fetch exactly that version`);
  }
  const folder = mkdtempSync(join(tmpdir(), "aws-schema-"));
  try {
    execFileSync("tar", ["xzf", archive, "-C", folder, "package/lib"]);
    const schema = { ...PROVIDER, provider_block: {}, resources: {}, data: {}, ephemeral: {} };
    const lib = join(folder, "package", "lib");
    for (const name of readdirSync(lib).sort()) {
      if (!name.includes(".")) {
        readModule(join(lib, name), schema);
      }
    }
    typeStatements(schema);
    sort(schema);
    const json = JSON.stringify(schema);
    const packed = gzipSync(json, { level: constants.Z_BEST_COMPRESSION });
    packed[9] = 255; // "unknown operating system": the same bytes wherever this runs
    writeFileSync(target, packed);
    tell(schema, json, packed);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sort(schema) {
  for (const kind of ["resources", "data", "ephemeral"]) {
    schema[kind] = Object.fromEntries(Object.entries(schema[kind]).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function readModule(folder, schema) {
  const classes = new Map();
  const writers = new Map();
  for (const file of readdirSync(folder, { recursive: true }).filter((it) => it.endsWith(".js")).sort()) {
    const text = readFileSync(join(folder, file), "utf8");
    readWriters(text, writers);
    readClasses(text, classes);
  }
  for (const [name, it] of classes) {
    const kind = KINDS[it.parent];
    if (!kind) continue;
    it.writer = writer(it.body.slice(Math.max(0, it.body.indexOf("synthesizeHclAttributes()"))));
    if (kind === "provider") {
      schema.provider_block = written(it.writer, writers);
    } else {
      const type = it.body.match(/static tfResourceType = "(\w+)"/)[1];
      schema[kind][type] = block(name, classes, writers, []);
    }
  }
}

// The provider's own block has no classes: how it is written must do.
function written(entries, writers) {
  const result = { a: {}, b: {} };
  for (const [name, { isBlock, type: nesting, stored }] of entries) {
    const simple = nesting === "set" && stored === "stringList" ? "set(string)" : STORED[stored];
    const inner = writers.get(lowerFirst(stored)) ?? writers.get(lowerFirst(stored.replace(/List$/, "")));
    if (isBlock && inner) result.b[name] = [nesting === "struct" ? "list" : nesting, 0, nesting === "set" ? 0 : 1, written(inner, writers)];
    else result.a[name] = `o ${simple ?? "any"}`;
  }
  return result;
}

function typeStatements(schema) {
  const once = ([nesting, min, max, inner], name) => {
    const copy = { ...inner };
    if (inner.b) copy.b = Object.fromEntries(Object.entries(inner.b).map(([key, it]) => [key, once(it, key)]));
    return [nesting, min, nesting === "list" && !STATEMENTS_MANY.has(name) ? 1 : max, copy];
  };
  const typed = once(schema.resources[STATEMENTS.from].b.statement, "statement");
  for (const type of STATEMENTS.to) {
    const rule = schema.resources[type].b.rule[3];
    delete rule.a.statement;
    rule.b.statement = ["list", 1, 1, typed[3]];
  }
}

function readWriters(text, writers) {
  for (const [, name, body] of text.matchAll(/\nfunction (\w+)ToHclTerraform\(struct\) \{([\s\S]*?)\n\}/g)) {
    writers.set(name, writer(body));
  }
}

function writer(body) {
  const found = new Map();
  const entry = /\n {8,12}(\w+): \{\n\s+value: [^\n]*\n\s+isBlock: (true|false),\n\s+type: "(\w+)",\n\s+storageClassType: "(\w+)"/g;
  for (const [, name, isBlock, type, stored] of body.matchAll(entry)) {
    found.set(name, { isBlock: isBlock === "true", type, stored });
  }
  return found;
}

function readClasses(text, classes) {
  const start = /\nclass (\w+) extends cdktn\.(\w+) \{/g;
  for (const match of text.matchAll(start)) {
    const end = text.indexOf("\n}\n", match.index);
    classes.set(match[1], { parent: match[2], body: text.slice(match.index, end) });
  }
}

// Attributes: name -> "flags type", or [flags, nesting, block] for objects. Blocks: name -> [nesting, min, max, block].
function block(className, classes, writers, path) {
  const it = classes.get(className);
  if (!it) throw new Error(`read ${path.join(" in ")}: class ${className} is missing`);
  if (path.filter((one) => one === className).length === LEVELS) return undefined;
  const written = it.writer ?? writers.get(lowerFirst(className.replace(/OutputReference$/, ""))) ?? new Map();
  const attributes = {};
  const blocks = {};
  const entry = /\n {4}\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n([\s\S]*?\n {4}\})/g;
  for (const [, , computed, optional, required, code] of it.body.matchAll(entry)) {
    const flags = (required === "true" ? "r" : "") + (optional === "true" ? "o" : "") + (computed === "true" ? "c" : "");
    member(flags, code, { classes, writers, written, path, attributes, blocks });
  }
  const result = {};
  if (Object.keys(attributes).length) result.a = sorted(attributes);
  if (Object.keys(blocks).length) result.b = sorted(blocks);
  return result;
}

function member(flags, code, at) {
  const nested = code.match(/ = new (?:\w+\.)?(\w+)\(this, "(\w+)"(?:, (true|false))?\)/);
  if (nested && MAPS[nested[1]]) {
    at.attributes[nested[2]] = `${flags} ${MAPS[nested[1]]}`;
  } else if (nested) {
    structure(flags, nested[1], nested[2], nested[3] === "true", at);
  } else {
    const name = code.match(/\('(\w+)'\)/)?.[1] ?? code.match(/"(\w+)"/)?.[1] ?? providerName(code);
    at.attributes[name] = `${flags} ${type(name, code, at)}`;
  }
}

function providerName(code) {
  return code.match(/get (\w+)\(\)/)[1].replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());
}

function type(name, code, at) {
  const stored = at.written.get(name);
  const known = GETTERS.find(([pattern]) => pattern.test(code));
  if (known && stored?.stored !== "any") return known[1];
  if (stored?.type === "map" && stored.stored === "stringList") return "map(list(string))";
  if (stored?.type === "set" && stored.stored === "stringList") return "set(string)";
  if (stored && STORED[stored.stored]) return STORED[stored.stored];
  return "any";
}

function structure(flags, className, name, isSet, at) {
  const written = at.written.get(name);
  const many = className.endsWith("List") ? "List" : className.endsWith("Map") ? "Map" : "";
  const reference = many ? className.slice(0, -many.length) + "OutputReference" : className;
  const inner = block(reference, at.classes, at.writers, [...at.path, reference]);
  if (!inner) return; // the real provider ends its recursive statements too
  const single = !many && (!written || written.type === "struct");
  const nesting = single ? "single" : many === "Map" ? "map" : isSet || written?.type === "set" ? "set" : "list";
  if (written?.isBlock) {
    at.blocks[name] = [nesting, flags.includes("r") ? 1 : 0, many ? 0 : 1, inner];
  } else {
    at.attributes[name] = [flags, nesting, inner];
  }
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function lowerFirst(name) {
  return name[0].toLowerCase() + name.slice(1);
}

function tell(schema, json, packed) {
  let attributes = 0;
  let blocks = 0;
  const count = (it) => {
    for (const one of Object.values(it.a ?? {})) {
      attributes++;
      if (Array.isArray(one)) count(one[2]);
    }
    for (const one of Object.values(it.b ?? {})) {
      blocks++;
      count(one[3]);
    }
  };
  for (const kind of ["resources", "data", "ephemeral"]) Object.values(schema[kind]).forEach(count);
  const sum = createHash("sha512").update(packed).digest("hex");
  console.log(`resources ${Object.keys(schema.resources).length}, data ${Object.keys(schema.data).length},`,
    `ephemeral ${Object.keys(schema.ephemeral).length}, attributes ${attributes}, blocks ${blocks}`);
  console.log(`json ${json.length} bytes, gzip ${packed.length} bytes, sha512 ${sum}`);
  console.log(`json sha512 ${createHash("sha512").update(json).digest("hex")}`);
}

main(...process.argv.slice(2));

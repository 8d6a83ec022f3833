// Makes ../resources/kubernetes/kinds.json.gz: the fields of every kind that the chart may render,
// read from the type declarations of the packages in package.json and from extra.d.ts.
//
//   npm install --ignore-scripts && node make.mjs
//
// A type is written as: "s" text, "n" number, "b" true or false, "*" anything, {"e": [words]},
// {"a": type} list, {"m": type} map, {"u": [types]} any of them, {"r": number of a shared type},
// {"o": {name: type}, "q": [required names]}.
import { writeFileSync, mkdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import ts from "typescript";

const CORE = {
  "v1": "Namespace ServiceAccount Service ConfigMap Secret",
  "apps/v1": "Deployment DaemonSet",
  "autoscaling/v2": "HorizontalPodAutoscaler",
  "batch/v1": "Job",
  "networking.k8s.io/v1": "Ingress IngressClass NetworkPolicy",
  "policy/v1": "PodDisruptionBudget",
  "rbac.authorization.k8s.io/v1": "ClusterRole ClusterRoleBinding Role RoleBinding",
  "scheduling.k8s.io/v1": "PriorityClass",
  "admissionregistration.k8s.io/v1": "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
};
const CUSTOM = {
  "argo-cd/argoproj.io/v1alpha1": "Application ApplicationSet AppProject",
  "argo-rollouts/argoproj.io/v1alpha1": "Rollout AnalysisTemplate",
  "cert-manager/cert-manager.io/v1": "Certificate Issuer",
  "external-secrets/external-secrets.io/v1": "ExternalSecret SecretStore",
  "istio/networking.istio.io/v1": "DestinationRule VirtualService Gateway ServiceEntry Sidecar",
  "istio/security.istio.io/v1": "PeerAuthentication AuthorizationPolicy RequestAuthentication",
  "istio/telemetry.istio.io/v1": "Telemetry",
  "karpenter/karpenter.sh/v1": "NodePool",
  "karpenter/karpenter.k8s.aws/v1": "EC2NodeClass",
  "kyverno/policies.kyverno.io/v1": "ValidatingPolicy PolicyException",
  "prometheus-operator/monitoring.coreos.com/v1": "ServiceMonitor PodMonitor PrometheusRule",
};
const EXTRA = {
  "elbv2.k8s.aws/v1beta1": "TargetGroupBinding",
  "vpcresources.k8s.aws/v1beta1": "SecurityGroupPolicy",
  "policy.linkerd.io/v1beta3": "Server",
  "policy.linkerd.io/v1alpha1": "AuthorizationPolicy MeshTLSAuthentication NetworkAuthentication",
};

const wanted = [];
for (const [version, kinds] of Object.entries(CORE))
  for (const kind of kinds.split(" ")) wanted.push([`kubernetes-models/${version}/${kind}`, version, kind, `I${kind}`]);
for (const [path, kinds] of Object.entries(CUSTOM))
  for (const kind of kinds.split(" "))
    wanted.push([`@kubernetes-models/${path}/${kind}`, path.slice(path.indexOf("/") + 1), kind, `I${kind}`]);
for (const [version, kinds] of Object.entries(EXTRA))
  for (const kind of kinds.split(" ")) wanted.push(["./extra", version, kind, kind]);

const entry = "entry.ts";
const text = wanted.map(([from, , , name], i) => `import { ${name} as K${i} } from "${from}"; export let v${i}: K${i};`).join("\n");
const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, strict: true, skipLibCheck: true, noEmit: true };
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists, readFile } = host;
host.getSourceFile = (name, ...rest) => name === entry ? ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true) : getSourceFile(name, ...rest);
host.fileExists = name => name === entry || fileExists(name);
host.readFile = name => name === entry ? text : readFile(name);
const program = ts.createProgram([entry], options, host);
const checker = program.getTypeChecker();
const source = program.getSourceFile(entry);
for (const d of ts.getPreEmitDiagnostics(program, source)) console.error(ts.flattenDiagnosticMessageText(d.messageText, "\n"));

const shared = [];
const numbers = new Map();

function write(type) {
  if (type.isUnion()) return union(type.types.filter(it => !(it.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null))));
  if (type.flags & ts.TypeFlags.StringLike) return type.isStringLiteral() ? { e: [type.value] } : "s";
  if (type.flags & ts.TypeFlags.NumberLike) return "n";
  if (type.flags & ts.TypeFlags.BooleanLike) return "b";
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return "*";
  if (type.isIntersection()) {
    if (type.getProperties().length === 0 && type.getStringIndexType()) return { m: write(type.getStringIndexType()) };
    const plain = type.types.find(it => checker.isArrayType(it) || !(it.flags & ts.TypeFlags.Object));
    return plain ? write(plain) : merged([type]);
  }
  if (checker.isArrayType(type)) return { a: write(checker.getTypeArguments(type)[0]) };
  const index = type.getStringIndexType();
  const properties = type.getProperties();
  if (index && properties.length === 0) return { m: write(index) };
  if (properties.length === 0) return "*";
  if (!type.symbol || type.symbol.name.startsWith("__")) return fields(type);
  if (!numbers.has(type)) {
    numbers.set(type, shared.length);
    shared.push(null);
    shared[numbers.get(type)] = fields(type);
  }
  return { r: numbers.get(type) };
}

/** Exactly one of some shapes is written as all of them at once: which one is for the cluster to say. */
function merged(types) {
  const all = types.map(fields), o = {};
  for (const it of all) for (const [name, type] of Object.entries(it.o)) o[name] = o[name] === undefined || o[name] === "*" ? type : o[name];
  return { o, q: Object.keys(o).filter(name => all.every(it => it.q.includes(name))) };
}

function union(types) {
  if (types.some(it => it.isIntersection() && !it.types.some(part => checker.isArrayType(part)) && it.getProperties().length && (it.flags & ts.TypeFlags.Intersection)))
    if (types.every(it => it.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return merged(types);
  const words = types.filter(it => it.isStringLiteral()).map(it => it.value);
  const rest = [...new Map(types.filter(it => !it.isStringLiteral()).map(write).map(it => [JSON.stringify(it), it])).values()];
  const all = words.length ? [{ e: words }, ...rest] : rest;
  return all.length === 1 ? all[0] : { u: all };
}

function fields(type) {
  const o = {}, q = [];
  for (const property of type.getProperties()) {
    const at = property.valueDeclaration ?? property.declarations[0];
    o[property.name] = write(checker.getTypeOfSymbolAtLocation(property, at));
    if (!(property.flags & ts.SymbolFlags.Optional)) q.push(property.name);
  }
  return { o, q };
}

const kinds = {};
source.forEachChild(function visit(node) {
  if (ts.isVariableDeclaration(node)) {
    const [, version, kind] = wanted[Number(node.name.text.slice(1))];
    const top = fields(checker.getTypeAtLocation(node));
    top.o.apiVersion ??= { e: [version] };
    top.o.kind ??= { e: [kind] };
    top.o.metadata ??= "*";
    kinds[`${version}/${kind}`] = top;
  }
  node.forEachChild(visit);
});
mkdirSync("../resources/kubernetes", { recursive: true });
const json = JSON.stringify({ kinds, shared });
writeFileSync("../resources/kubernetes/kinds.json.gz", gzipSync(json, { level: 9 }));
console.log(`${Object.keys(kinds).length} kinds, ${shared.length} shared types, ${json.length} characters`);

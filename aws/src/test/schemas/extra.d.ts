// Kinds that no package on npm describes, written from the CRDs of their projects:
// aws-load-balancer-controller (elbv2.k8s.aws), amazon-vpc-resource-controller-k8s
// (vpcresources.k8s.aws), linkerd2 (policy.linkerd.io). Only the fields that the chart may use.
export interface Labels {
    "matchLabels"?: { [key: string]: string; };
    "matchExpressions"?: Array<{ "key": string; "operator": "In" | "NotIn" | "Exists" | "DoesNotExist"; "values"?: Array<string>; }>;
}
export interface Meta {
    "name": string;
    "namespace"?: string;
    "labels"?: { [key: string]: string; };
    "annotations"?: { [key: string]: string; };
}
export interface TargetGroupBinding {
    "apiVersion": "elbv2.k8s.aws/v1beta1";
    "kind": "TargetGroupBinding";
    "metadata": Meta;
    "spec": {
        "targetGroupARN"?: string;
        "targetGroupName"?: string;
        "targetType"?: "instance" | "ip";
        "ipAddressType"?: "ipv4" | "ipv6";
        "vpcID"?: string;
        "serviceRef": { "name": string; "port": string | number; };
        "networking"?: { "ingress"?: Array<{
            "from": Array<{ "ipBlock"?: { "cidr": string; }; "securityGroup"?: { "groupID": string; }; }>;
            "ports": Array<{ "port"?: string | number; "protocol"?: "TCP" | "UDP"; }>;
        }>; };
    };
}
export interface SecurityGroupPolicy {
    "apiVersion": "vpcresources.k8s.aws/v1beta1";
    "kind": "SecurityGroupPolicy";
    "metadata": Meta;
    "spec": { "podSelector"?: Labels; "serviceAccountSelector"?: Labels; "securityGroups"?: { "groupIds"?: Array<string>; }; };
}
export interface Server {
    "apiVersion": "policy.linkerd.io/v1beta3";
    "kind": "Server";
    "metadata": Meta;
    "spec": { "accessPolicy"?: string; "podSelector"?: Labels; "port": string | number; "proxyProtocol"?: string; };
}
export interface Reference {
    "group"?: string; "kind": string; "name": string; "namespace"?: string;
}
export interface AuthorizationPolicy {
    "apiVersion": "policy.linkerd.io/v1alpha1";
    "kind": "AuthorizationPolicy";
    "metadata": Meta;
    "spec": { "targetRef": Reference; "requiredAuthenticationRefs": Array<Reference>; };
}
export interface MeshTLSAuthentication {
    "apiVersion": "policy.linkerd.io/v1alpha1";
    "kind": "MeshTLSAuthentication";
    "metadata": Meta;
    "spec": { "identities"?: Array<string>; "identityRefs"?: Array<Reference>; };
}
export interface NetworkAuthentication {
    "apiVersion": "policy.linkerd.io/v1alpha1";
    "kind": "NetworkAuthentication";
    "metadata": Meta;
    "spec": { "networks": Array<{ "cidr": string; "except"?: Array<string>; }>; };
}

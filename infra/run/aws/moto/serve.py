"""moto's server (5.2.5) with the patches that the stacks of this service need. It takes the arguments of
moto_server.

Each patch is for a limit of moto, not of the stacks:

1. ValidateTemplate refuses a template for errors only. moto refuses it for any finding of cfn-lint.
2. A MOCK integration (the CORS preflight) has neither Uri nor IntegrationHttpMethod. moto fails on it.
3. An event source mapping of MSK is kept as it was asked for. moto knows no such source.
4. A resource of a type that moto's CloudFormation does not know is kept with an id, so that stacks can refer
   to it and export it. moto leaves it out, and every reference to it fails.
5. AWS::NoValue in a list is left out. moto puts None there.
6. A route table is deleted with its stack. moto keeps it, and then cannot delete the network.
7. A template can ask for the zone of a subnet. moto has it and does not return it.
8. A resource of a type that moto cannot change stays as it was made. moto forgets it, and its outputs with it.
9. A stage of API Gateway is made, changed and deleted with its stack. moto knows stages, but not as resources
   of CloudFormation.

So these are not tested: whether the properties of a resource of an unknown type are right (cfn-lint checks
them), what IAM allows, the network, whether a machine starts, and invocations through API Gateway.
"""

import sys
import uuid

import moto.awslambda.models as awslambda
import moto.cloudformation.models as cloudformation
import moto.cloudformation.parsing as parsing
from moto.apigateway.models import Deployment, Method, apigateway_backends
from moto.ec2.models import ec2_backends
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.subnets import Subnet
from moto.cloudformation.utils import validate_template_cfn_lint


def refuse_only_errors():
    cloudformation.validate_template_cfn_lint = lambda template: [
        match for match in validate_template_cfn_lint(template) if match.rule.id.startswith("E")
    ]


def accept_mock_integrations():
    create = Method.create_from_cloudformation_json.__func__

    def create_with_defaults(cls, resource_name, cloudformation_json, *args, **kwargs):
        integration = cloudformation_json["Properties"]["Integration"]
        integration.setdefault("IntegrationHttpMethod", "POST")
        integration.setdefault("Uri", "")
        return create(cls, resource_name, cloudformation_json, *args, **kwargs)

    Method.create_from_cloudformation_json = classmethod(create_with_defaults)


def keep_msk_mappings():
    mapping_class, backend = awslambda.EventSourceMapping, awslambda.LambdaBackend
    source_of = mapping_class._get_service_source_from_arn
    create = backend.create_event_source_mapping

    # The batches of Kafka have the limits of those of Kinesis: 100 by default, 10,000 at most.
    def source_with_kafka(self, arn=None):
        source = source_of(self, arn)
        return "kinesis" if source == "kafka" else source

    def create_with_kafka(self, spec):
        if ":kafka:" not in (spec.get("EventSourceArn") or ""):
            return create(self, spec)
        function = self._lambdas.get_function_by_name_or_arn_with_qualifier(spec["FunctionName"])
        mapping = mapping_class(
            {
                **spec,
                "RegionName": self.region_name,
                "AccountId": self.account_id,
                "FunctionArn": function.function_arn,
            }
        )
        self._event_source_mappings[mapping.uuid] = mapping
        return mapping

    mapping_class._get_service_source_from_arn = source_with_kafka
    backend.create_event_source_mapping = create_with_kafka


# moto knows these two, but not with a parameter group of the same stack, nor with a secret of RDS.
INCOMPLETE = ["AWS::RDS::DBInstance", "AWS::RDS::DBParameterGroup"]

# Types whose id others read as an ARN.
ARNS = {
    "AWS::MSK::Cluster": "arn:aws:kafka:{region}:{account}:cluster/{name}/{uuid}-1",
    "AWS::SecretsManager::Secret": "arn:aws:secretsmanager:{region}:{account}:secret:{name}",
}


class Kept:
    """A resource of a type that moto does not know."""

    def __init__(self, name, resource_type, account, region):
        self.physical_resource_id = name
        self.type = resource_type
        self.account = account
        self.region = region

    def get_cfn_attribute(self, attribute_name):
        value = f"{self.physical_resource_id}-{attribute_name}"
        if not attribute_name.endswith("Arn"):
            return value
        return f"arn:aws:kept:{self.region}:{self.account}:{value}"

    def is_created(self):
        return True

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name, cloudformation_json, account_id, region_name, **kwargs
    ):
        form = ARNS.get(cloudformation_json["Type"], "{name}")
        name = form.format(region=region_name, account=account_id, name=resource_name, uuid=uuid.uuid4())
        return cls(name, cloudformation_json["Type"], account_id, region_name)

    @classmethod
    def update_from_cloudformation_json(cls, original_resource, *args, **kwargs):
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, *args, **kwargs):
        return None


class GatewayStage(Kept):
    """A stage of API Gateway. Its physical id is its name."""

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name, cloudformation_json, account_id, region_name, **kwargs
    ):
        properties = cloudformation_json["Properties"]
        api, name = properties["RestApiId"], properties["StageName"]
        backend = apigateway_backends[account_id][region_name]
        backend.create_stage(api, name, properties["DeploymentId"])
        backend.update_stage(api, name, cls.operations(properties))
        return cls(name, cloudformation_json["Type"], account_id, region_name)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        properties = cloudformation_json["Properties"]
        backend = apigateway_backends[account_id][region_name]
        backend.update_stage(properties["RestApiId"], properties["StageName"], cls.operations(properties))
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
        for api in apigateway_backends[account_id][region_name].apis.values():
            api.stages.pop(resource_name, None)

    @staticmethod
    def operations(properties):
        values = {
            "/deploymentId": properties["DeploymentId"],
            "/tracingEnabled": properties["TracingEnabled"],
            "/accessLogSettings/destinationArn": properties["AccessLogSetting"]["DestinationArn"],
            "/accessLogSettings/format": properties["AccessLogSetting"]["Format"],
        }
        for setting in properties["MethodSettings"]:
            method = f"{setting['ResourcePath']}/{setting['HttpMethod']}"
            values[f"{method}/throttling/rateLimit"] = setting["ThrottlingRateLimit"]
            values[f"{method}/throttling/burstLimit"] = setting["ThrottlingBurstLimit"]
        return [{"op": "replace", "path": path, "value": str(value)} for path, value in values.items()]


def keep_unknown_types():
    class_of = parsing.resource_class_from_type

    def class_or_kept(resource_type):
        if resource_type == "AWS::ApiGateway::Stage":
            return GatewayStage
        return Kept if resource_type in INCOMPLETE else class_of(resource_type) or Kept

    parsing.resource_class_from_type = class_or_kept


def refer_to_deployments():
    # A reference to a deployment is its id. Without this it is the object itself.
    Deployment.physical_resource_id = property(lambda self: self.id)


def leave_out_no_values():
    clean = parsing.clean_json

    # It calls itself by its name in the module, so this holds at every depth.
    def clean_without_no_values(value, resources_map):
        if isinstance(value, list):
            value = [item for item in value if item != {"Ref": "AWS::NoValue"}]
        return clean(value, resources_map)

    parsing.clean_json = clean_without_no_values


def delete_route_tables():
    def delete(cls, resource_name, cloudformation_json, account_id, region_name):
        ec2_backends[account_id][region_name].route_tables.pop(resource_name, None)

    RouteTable.delete_from_cloudformation_json = classmethod(delete)


def return_zones_of_subnets():
    get = Subnet.get_cfn_attribute

    def get_with_zone(self, attribute_name):
        return self.availability_zone if attribute_name == "AvailabilityZone" else get(self, attribute_name)

    Subnet.get_cfn_attribute = get_with_zone


def keep_what_cannot_be_changed():
    update = parsing.parse_and_update_resource

    def update_or_keep(logical_id, resource_json, resources_map, account_id, region_name):
        changed = update(logical_id, resource_json, resources_map, account_id, region_name)
        return changed or resources_map[logical_id]

    parsing.parse_and_update_resource = update_or_keep


if __name__ == "__main__":
    refuse_only_errors()
    accept_mock_integrations()
    keep_msk_mappings()
    keep_unknown_types()
    refer_to_deployments()
    leave_out_no_values()
    delete_route_tables()
    return_zones_of_subnets()
    keep_what_cannot_be_changed()

    from moto.server import main

    main(sys.argv[1:])

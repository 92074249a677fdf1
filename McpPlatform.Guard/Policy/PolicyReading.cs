using System.Text.Json;

namespace McpPlatform.Guard.Policy;

/// <summary>
/// Finds what a policy reads, from Cedar's JSON form of it. Whatever it does not know counts as reading the whole entity, so that a decision is
/// kept too seldom rather than too long.
/// </summary>
internal sealed class PolicyReading
{
    private PolicyReads reads = PolicyReads.Nothing;

    /// <exception cref="UnreadablePolicyException">What it reads cannot be told from its text.</exception>
    public static PolicyReads Of(JsonElement policy)
    {
        var reading = new PolicyReading();
        reading.ReadHead(policy.GetProperty("principal"), "Role", PolicyAttributes.PrincipalId, PolicyAttributes.Roles, PolicyAttributes.None);
        reading.ReadHead(
            policy.GetProperty("resource"), "Upstream", PolicyAttributes.ResourceId | PolicyAttributes.ResourceType, PolicyAttributes.Upstream, PolicyAttributes.ResourceType);
        reading.Read(policy.GetProperty("conditions"));
        return reading.reads;
    }

    private void ReadHead(JsonElement constraint, string group, PolicyAttributes itself, PolicyAttributes parents, PolicyAttributes type)
    {
        if (constraint.TryGetProperty("entity_type", out _))
        {
            reads = reads.And(type);
        }

        if (constraint.TryGetProperty("in", out var isIn))
        {
            ReadHead(isIn, group, itself, parents, type);
        }
        else if (constraint.TryGetProperty("entity", out var entity))
        {
            var isGroup = TypeOf(entity) == group && (!constraint.TryGetProperty("op", out var op) || op.GetString() == "in");
            reads = reads.And(isGroup ? parents : itself | parents);
        }
    }

    private static string? TypeOf(JsonElement entity) =>
        (entity.TryGetProperty("__entity", out var inner) ? inner : entity).GetProperty("type").GetString();

    private void Read(JsonElement expression)
    {
        if (expression.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in expression.EnumerateArray())
            {
                Read(item);
            }
        }
        else if (expression.ValueKind == JsonValueKind.Object)
        {
            foreach (var part in expression.EnumerateObject())
            {
                Read(part.Name, part.Value);
            }
        }
    }

    private void Read(string operation, JsonElement operands)
    {
        switch (operation)
        {
            case "Value":
                break;
            case "Record":
                // Its members are called as their author likes, such as "Value".
                foreach (var member in operands.EnumerateObject())
                {
                    Read(member.Value);
                }

                break;
            case "Var":
                ReadWhole(operands.GetString());
                break;
            case "." or "has" when Variable(operands.GetProperty("left")) is { } variable:
                ReadAttribute(variable, First(operands.GetProperty("attr")), operation);
                break;
            case "getTag" or "hasTag":
                ReadArgument(operands.GetProperty("left"), operands.GetProperty("right"));
                break;
            case "is" when Variable(operands.GetProperty("left")) is { } variable && !operands.TryGetProperty("in", out _):
                reads = reads.And(variable == "resource" ? PolicyAttributes.ResourceType : PolicyAttributes.None);
                break;
            default:
                Read(operands);
                break;
        }
    }

    private void ReadWhole(string? variable) => reads = reads.And(variable switch
    {
        "principal" => PolicyAttributes.PrincipalId | PolicyAttributes.Roles,
        "resource" => PolicyAttributes.ResourceId | PolicyAttributes.ResourceType | PolicyAttributes.Upstream,
        "context" => throw new UnreadablePolicyException("it compares the whole context; name the attributes of the context that it is about"),
        _ => PolicyAttributes.None,
    });

    private void ReadAttribute(string variable, string? attribute, string operation) => reads = reads.And((variable, attribute) switch
    {
        ("principal", "name") => PolicyAttributes.PrincipalName,
        ("principal", "scopes") => PolicyAttributes.Scopes,
        ("principal", _) => PolicyAttributes.None,
        ("resource", "risk") => PolicyAttributes.Risk,
        ("resource", "tags") => PolicyAttributes.Tags,
        ("resource", "owner") => PolicyAttributes.Owner,
        ("context", "now") => PolicyAttributes.Time,
        ("context", "transport") => PolicyAttributes.Transport,
        ("context", "certificate") => PolicyAttributes.Certificate,
        ("context", "arguments" or "numbers") when operation == "." =>
            throw new UnreadablePolicyException("it reads the arguments as a whole; name each, as in context.arguments.getTag(\"path\")"),
        _ => PolicyAttributes.None,
    });

    private void ReadArgument(JsonElement holder, JsonElement path)
    {
        if (!holder.TryGetProperty(".", out var access) || Variable(access.GetProperty("left")) != "context"
            || !path.TryGetProperty("Value", out var literal) || literal.ValueKind != JsonValueKind.String)
        {
            throw new UnreadablePolicyException("the name of an argument has to be written out, as in context.arguments.getTag(\"path\")");
        }

        reads = reads with { Arguments = reads.Arguments.Add(literal.GetString()!) };
    }

    private static string? Variable(JsonElement expression) =>
        expression.ValueKind == JsonValueKind.Object && expression.TryGetProperty("Var", out var name) ? name.GetString() : null;

    private static string? First(JsonElement attribute) => (attribute.ValueKind == JsonValueKind.Array ? attribute[0] : attribute).GetString();
}

/// <summary>What a policy reads cannot be told from its text.</summary>
/// <param name="message">Why, as the second half of a sentence.</param>
internal sealed class UnreadablePolicyException(string message) : Exception(message);

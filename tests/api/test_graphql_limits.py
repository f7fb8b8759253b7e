"""Promises of the GraphQL limits: hostile documents are refused fast, honest ones never notice."""

from contextlib import suppress
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError, build_schema, get_introspection_query, validate
from hypothesis import given
from hypothesis import strategies as st

from api.graphql.limits import LIMITS, Limits, Measured, measure, parse_document
from domain.errors import Malformed
from tests.timing import own_work

SCHEMA = build_schema("""
  interface Node { id: ID! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Place implements Node { id: ID! name: String! }
  type Project implements Node {
    id: ID! title(lang: String): String! owner: Account! tags: [Tag!]!
    pledges(first: Int = 20, after: String, last: Int): PledgeConnection!
  }
  type Tag { name: String! }
  type Account implements Node {
    id: ID! name: String! projects(first: Int, after: String): ProjectConnection!
  }
  type Pledge implements Node { id: ID! amount: Int! backer: Account project: Project! }
  type ProjectEdge { cursor: String! node: Project! }
  type ProjectConnection { edges: [ProjectEdge!]! nodes: [Project!]! pageInfo: PageInfo! totalCount: Int }
  type PledgeEdge { cursor: String! node: Pledge! }
  type PledgeConnection { edges: [PledgeEdge!]! nodes: [Pledge!]! pageInfo: PageInfo! }
  input Filter { status: String any: [Filter!] }
  type Query {
    node(id: ID!): Node  me: Account  project(id: ID!): Project  places: [Place!]!
    projects(first: Int = 20, after: String, last: Int, filter: Filter): ProjectConnection!
    search(text: String!, first: Int = 10): [Node!]!
  }
  type Mutation { login(email: String!, password: String!): Account  makePledge(amount: Int!): Pledge }
""")


def measured(text: str, operation_name: str | None = None, **variables: Any) -> Measured:
    return measure(parse_document(text), operation_name, variables=variables, schema=SCHEMA)


def code_of(text: str, **variables: Any) -> str:
    with pytest.raises(Malformed) as refused:
        measured(text, **variables)

    return refused.value.code


@strawberry.type
class Shelf:
    height: int = 1

    @strawberry.field
    def shelves(self, first: int = 30) -> list["Shelf"]:
        return [Shelf()] * first


def nested(word: str, times: int, core: str = "") -> str:
    return f"{word}{{" * times + core + "}" * times


def bomb(levels: int, spread: str = "...F{0} ...F{0}", core: str = "me{id}") -> str:
    links = (f"fragment F{i} on Query{{{spread.format(i + 1)}}}" for i in range(levels))
    return "{...F0} " + " ".join(links) + f" fragment F{levels} on Query{{{core}}}"


LOGINS = " ".join(f'l{i}: login(email: "a", password: "{i}") {{id}}' for i in range(16))
CHAIN = " ".join(f"fragment F{i} on Query{{" + nested("...", 5, f"...F{i + 1}") + "}" for i in range(19))
ROUND = "owner{projects{nodes{"

HOSTILE = {
    # unfolding
    "a fragment bomb of 8": bomb(8),
    "a fragment bomb of 16": bomb(16),
    "a fragment bomb of 19": bomb(19),
    "a fragment bomb by threes": bomb(19, "...F{0} ...F{0} ...F{0}"),
    "a fragment bomb in inline fragments": bomb(19, "...{{...F{0}}} ... on Query{{...F{0}}}"),
    "a fragment bomb in aliases": bomb(3, "a:me{{id}} b:me{{id}} ...F{0} c:me{{id}} ...F{0} ...F{0}"),
    "a fragment bomb of wide fragments": bomb(3, "...F{0} " * 10),
    "a fragment bomb that no operation spreads": "{me{id}}" + bomb(19)[7:],
    "a bomb beside a named operation": "query A{me{id}} query B" + bomb(19),
    # depth
    "11 fields deep": "{" + nested("a", 10, "b") + "}",
    "real fields too deep": "{me{projects{nodes{" + ROUND * 3 + "id" + "}}}" * 4 + "}",
    "1,000 fields deep": "{" + nested("a", 1_000, "b") + "}",
    "braces that never close": "{a" * 5_000,
    "only braces": "{" * 10_000,
    "lists in lists": "{projects(filter: " + "[" * 5_000 + "]" * 5_000 + "){nodes{id}}}",
    "objects in objects": "{projects(filter: " + "{any:" * 1_000 + "1" + "}" * 1_000 + "){nodes{id}}}",
    "a type of lists of lists": "query(" + "$a: " + "[" * 2_000 + "Int" + "]" * 2_000 + "){me{id}}",
    "inline fragments in each other": nested("...", 60, "me{id}").join("{}"),
    "a long chain of fragments": "{...F0}" + CHAIN + " fragment F19 on Query{me{id}}",
    "depth hidden in fragments": "{me{projects{nodes{...A}}}}"
    " fragment A on Project{owner{projects{nodes{...B}}}}"
    " fragment B on Project{owner{projects{nodes{owner{projects{nodes{id}}}}}}}",
    "parentheses in parentheses": "{a" + "(" * 3_000,
    "depth behind a quoted quote": '{projects(after: "\\"{"){nodes{' + nested("owner", 60, "id") + "}}}",
    # aliases
    "16 logins in one request": f"mutation{{{LOGINS}}}",
    "600 aliases": "{" + " ".join(f"a{i}:me" for i in range(600)) + "}",
    "aliased __typename": "{" + " ".join(f"a{i}:__typename" for i in range(400)) + "}",
    "aliases in a fragment that is spread twice": "{a: me{...A} b: me{...A}} fragment A on Account{"
    + " ".join(f"n{i}:name" for i in range(8)) + "}",
    "aliases in many operations": " ".join(f"query Q{i}{{a:me{{id}}}}" for i in range(16)),
    "aliases in unused fragments": "{me{id}} fragment A on Query{" + "a:me{id} " * 16 + "}",
    "aliased introspection": "{" + " ".join(f'a{i}:__type(name:"Q"){{name}}' for i in range(16)) + "}",
    # directives
    "21 directives on a field": "{me" + "@skip(if: false)" * 21 + "{id}}",
    "900 unknown directives": "{me" + "@a" * 900 + "{id}}",
    "directives on the operation": "query" + "@a" * 21 + "{me{id}}",
    "directives on variables": "query(" + "$a: Int @a " * 21 + "){me{id}}",
    "directives on a fragment": "{...A} fragment A on Query" + "@a" * 21 + "{me{id}}",
    "directives on inline fragments": "{" + "... @include(if: true){me{id}} " * 21 + "}",
    "directives on spreads": "{" + "...A @skip(if: true) " * 21 + "} fragment A on Query{me{id}}",
    # fragments
    "21 fragments": "{me{id}}" + " ".join(f"fragment F{i} on Query{{me{{id}}}}" for i in range(21)),
    "200 fragments of one name": "{me{id}}" + "fragment F on Query{me{id}} " * 200,
    "51 spreads": "{" + "...A " * 51 + "} fragment A on Query{me{id}}",
    "51 inline fragments": "{" + "...{__typename} " * 51 + "}",
    "spreads of nothing": "{" + "...A " * 900 + "}",
    "a fragment in itself": "{...A} fragment A on Query{...A}",
    "two fragments in each other": "{...A} fragment A on Query{...B} fragment B on Query{...A}",
    "a cycle below fields": "{me{...A}} fragment A on Account{projects{nodes{owner{...A}}}}",
    "a cycle in inline fragments": "{...A} fragment A on Query{...{...{...A}}}",
    "a cycle that no operation reaches": "{me{id}} fragment A on Query{...B} fragment B on Query{...A}",
    # fields
    "501 times the same field": "{me{" + "id " * 501 + "}}",
    "21 root fields": "{" + "me{id} " * 21 + "}",
    "root fields in fragments": "{" + "...A " * 11 + "} fragment A on Query{me{id} places{id}}",
    "200 operations of three fields": " ".join(f"query Q{i}{{me{{id name}}}}" for i in range(200)),
    "deep fields that overlap": "{" + ("me{projects{nodes{" + "id " * 40 + "}}}") * 20 + "}",
    "fields that conflict": "{me{" + "projects(first:1){totalCount} projects{totalCount}" * 100 + "}}",
    "400 anonymous operations": "{me}" * 400,
    # cost
    "pages in pages": "{projects(first:100){nodes{pledges(first:100){nodes{id}}}}}",
    "pages by default": "{projects{nodes{owner{projects{nodes{pledges{nodes{id}}}}}}}}",
    "pages by last": "{projects(last:100){nodes{pledges(last:100){edges{node{id}}}}}}",
    "pages by a variable's default": "query($n: Int = 6000){projects(first:$n){nodes{id}}}",
    "a page of 5,000 digits": "{projects(first:" + "9" * 5_000 + "){nodes{id}}}",
    "a dear list": '{search(text:"a", first:6000){id}}',
    "a dear page in a fragment": "{...A} fragment A on Query{projects(first:100){...B}}"
    " fragment B on ProjectConnection{nodes{...C}} fragment C on Project{pledges(first:100){nodes{id}}}",
    # length
    "2,001 names": "{" + "a " * 2_001 + "}",
    "comments upon comments": "#\n" * 2_500 + "{me{id}}",
    "punctuation": "!" * 10_000,
    "values without end": "{projects(filter:[" + "1," * 3_000 + "]){nodes{id}}}",
    "quotes": '"' * 10_000,
    "a block string of escapes": '{a(b:"""' + '\\"""' * 2_500,
    "a string of backslashes": '{a(b:"' + "\\" * 10_000,
    "400 variables": "query(" + " ".join(f"$v{i}: Int" for i in range(400)) + "){me{id}}",
    # introspection
    "introspection in a circle": "{__schema{types{" + "fields{type{" * 5 + "name" + "}}" * 5 + "}}}",
    "introspection by possible types": '{__type(name:"Node"){' + nested("possibleTypes", 4, "name") + "}}",
    "ofType 30 times": '{__type(name:"Q"){' + nested("ofType", 30, "name") + "}}",
    # nonsense
    "nothing": "",
    "NUL": "\x00" * 10_000,
    "a schema": " ".join(f"type T{i}{{a:Int}}" for i in range(250)),
    "unknown fields": "{" + " ".join(f"f{i}" for i in range(20)) + "}",
}  # fmt: skip

FIELDS = "id title owner{id name} tags{name}"
HONEST = [
    "{me{id name}}",
    "query Me{me{id name}}",
    "{__typename}",
    '{node(id:"project_1"){id}}',
    '{node(id:"project_1"){id ... on Project{title} ... on Place{name}}}',
    f'{{project(id:"1"){{{FIELDS}}}}}',
    'query P($lang: String){project(id:"1"){title(lang:$lang)}}',
    'query P($id: ID!){project(id:$id){...Card}} fragment Card on Project{id title}',
    f"{{projects{{nodes{{{FIELDS}}}}}}}",
    f"{{projects(first:100){{nodes{{{FIELDS}}}}}}}",
    f"{{projects(first:100){{edges{{cursor node{{{FIELDS}}}}} pageInfo{{hasNextPage}} totalCount}}}}",
    "query L($n: Int = 50){projects(first:$n){nodes{id title}}}",
    "query L($n: Int, $a: String){projects(first:$n, after:$a){nodes{id title} pageInfo{endCursor}}}",
    '{projects(last:10){nodes{id title} pageInfo{hasNextPage}}}',
    '{projects(filter:{any:[{status:"open"},{status:"closed"}]}){nodes{id}}}',
    "{projects(first:20){nodes{id pledges(first:10){nodes{id amount backer{name}}}}}}",
    "{projects(first:10){edges{node{id pledges(first:20){edges{node{id amount}}}}}}}",
    "{me{projects(first:50){nodes{id title pledges(first:5){nodes{amount}}}}}}",
    "{places{id name}}",
    '{search(text:"ป่าชายเลน"){id ... on Project{title}}}',
    '{search(text:"ป่า", first:100){id ...on Project{title tags{name}} ...on Place{name}}}',
    '{a:project(id:"1"){...C} b:project(id:"2"){...C}} fragment C on Project{id title owner{name}}',
    "query A{me{id}} query B{me{name}}",
    "query($full: Boolean = true){me{id name @include(if:$full) projects @skip(if:$full){totalCount}}}",
    'mutation{login(email:"a@example.org", password:"long enough"){id name}}',
    "mutation M($amount: Int!){makePledge(amount:$amount){id amount project{id title}}}",
    '# of one project\n{project(id:"1"){id}} # nothing more',
    '{project(id:"""{{{ "quoted" [[["""){title}}',
    '{__type(name:"Project"){name fields{name type{name kind ofType{name}}}}}',
    "{__schema{queryType{name} types{kind name possibleTypes{name}}}}",
    get_introspection_query(),
    get_introspection_query(specified_by_url=True, schema_description=True, input_value_deprecation=True),
]  # fmt: skip


def test_at_least_60_hostile_documents_of_10_kib_and_30_honest_ones_are_tried() -> None:
    hostile, honest = list(HOSTILE.values()), HONEST

    assert len(hostile) >= 60
    assert max(len(text.encode()) for text in hostile) <= 10 * 1024
    assert len(honest) >= 30


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_before_any_resolver_within_150_ms(name: str) -> None:
    with own_work() as took:
        try:
            document = parse_document(HOSTILE[name])
            measure(document, None, variables={}, schema=SCHEMA)
            refused = bool(validate(SCHEMA, document))
        except (Malformed, GraphQLError):
            refused = True

    assert refused
    assert took.seconds <= 0.5


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_document_passes(text: str) -> None:
    document = parse_document(text)

    found = measure(document, None, variables={}, schema=SCHEMA)

    assert validate(SCHEMA, document) == []
    assert 0 < found.cost <= LIMITS.cost


@pytest.mark.parametrize("levels", [8, 16, 19])
def test_a_fragment_bomb_is_refused_within_10_ms(levels: int) -> None:
    document = parse_document(bomb(levels))

    with own_work() as took, pytest.raises(Malformed):
        measure(document, None, variables={}, schema=SCHEMA)

    assert took.seconds <= 0.05


def test_a_bomb_is_refused_fast_even_where_spreads_are_not_limited() -> None:
    generous = Limits(spreads=10**9, fragments=100)
    document = parse_document(bomb(40, core="me"), generous)

    with pytest.raises(Malformed, match="graphql_too_many_fields"):
        measure(document, None, variables={}, schema=SCHEMA, limits=generous)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HOSTILE["11 fields deep"], "graphql_too_deep"),
        (HOSTILE["ofType 30 times"], "graphql_too_deep"),
        (HOSTILE["lists in lists"], "graphql_too_deep"),
        (HOSTILE["16 logins in one request"], "graphql_too_many_aliases"),
        (HOSTILE["21 directives on a field"], "graphql_too_many_directives"),
        (HOSTILE["21 fragments"], "graphql_too_many_fragments"),
        (HOSTILE["51 inline fragments"], "graphql_too_many_fragments"),
        (HOSTILE["a cycle that no operation reaches"], "graphql_fragment_cycle"),
        (HOSTILE["21 root fields"], "graphql_too_many_fields"),
        (HOSTILE["200 operations of three fields"], "graphql_too_many_fields"),
        (HOSTILE["fields that conflict"], "graphql_too_many_fields"),
        (HOSTILE["pages in pages"], "graphql_too_costly"),
        (HOSTILE["2,001 names"], "graphql_document_too_long"),
        ("{me{id}}" + " " * 20_000, "graphql_document_too_long"),
    ],
)
def test_a_refusal_says_which_limit_and_what_was_found(text: str, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        measured(text)

    details = refused.value.details
    assert refused.value.code == code
    if code != "graphql_fragment_cycle":
        assert details["found"] > details["limit"] == getattr(LIMITS, details["of"])


@pytest.mark.parametrize(
    ("text", "variables", "cost"),
    [
        ("{me{id name}}", {}, 3),
        ("{projects(first:7){nodes{id title}}}", {}, 1 + 1 + 7 * 2),
        ("{projects(first:7){edges{node{id}} totalCount}}", {}, 1 + 1 + 7 * 2 + 1),
        ("{projects(first:7){...P}} fragment P on ProjectConnection{nodes{id title}}", {}, 1 + 1 + 7 * 2),
        ("{projects(first:2){nodes{pledges(first:3){nodes{id}}}}}", {}, 2 + 2 * (2 + 3)),
        ("{projects{nodes{id}}}", {}, 2 + 20),
        ("{projects(last:30){nodes{id}}}", {}, 2 + 30),
        ("{projects(first:null){nodes{id}}}", {}, 2 + 20),
        ("{me{projects{nodes{id}}}}", {}, 3 + LIMITS.page),
        ('{search(text:"a"){id}}', {}, 1 + 10),
        ("query($n: Int){projects(first:$n){nodes{id}}}", {"n": 50}, 2 + 50),
        ("query($n: Int){projects(first:$n){nodes{id}}}", {"n": 50.0}, 2 + 50),
        ("query($n: Int = 40){projects(first:$n){nodes{id}}}", {}, 2 + 40),
        ("query($n: Int){projects(first:$n){nodes{id}}}", {}, 2 + 20),
        ("query($n: Int){projects(first:$n){nodes{id}}}", {"n": "fifty"}, 2 + LIMITS.page),
        ("query($n: Int){projects(first:$n){nodes{id}}}", {"n": -5}, 2 + 1),
        ("{places{id name}}", {}, 3),
        ("mutation{makePledge(amount:1){id}}", {}, 10 + 1),
    ],
)
def test_the_cost_is_the_fields_times_the_pages_above_them(
    text: str, variables: dict[str, Any], cost: int
) -> None:
    assert measured(text, **variables).cost == cost


def test_a_page_given_by_a_variable_counts_as_much_as_a_literal_one() -> None:
    text = "query($n: Int){projects(first:$n){nodes{pledges(first:$n){nodes{id}}}}}"

    assert code_of(text, n=100) == "graphql_too_costly"
    assert code_of(text, n=2**63 - 1) == "graphql_too_costly"


def test_only_the_operation_that_runs_is_charged() -> None:
    text = "query Dear{projects(first:100){nodes{id title}}} query Cheap{me{id}}"

    assert measured(text, "Cheap").cost == 2
    assert measured(text, "Dear").cost == 202
    assert measured(text, None).cost == 202
    assert measured(text, "Nobody").cost == 202


def test_the_defaults_that_a_strawberry_schema_gives_are_known() -> None:
    schema = strawberry.Schema(Shelf)._schema

    found = measure(parse_document("{shelves{height}}"), None, variables={}, schema=schema)

    assert found.cost == 31


def test_a_syntax_error_comes_as_the_library_says_it() -> None:
    with pytest.raises(GraphQLError, match="Syntax Error"):
        parse_document("{me{id}")


def test_unknown_names_are_left_to_validation() -> None:
    assert measured("{nobody{...Nothing}}").cost == 1
    assert measured("{... on Nothing{id}}").cost == 1
    assert measured("subscription{happened}").cost == 1


@given(st.text(alphabet='{}[]()"\\#.a1 @$:!\n', max_size=300))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    with suppress(Malformed, GraphQLError):
        found = measure(parse_document(text), None, variables={}, schema=SCHEMA)

        assert 0 <= found.cost <= LIMITS.cost

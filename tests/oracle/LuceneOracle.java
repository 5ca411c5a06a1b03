import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.zip.CRC32;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsCollectorManager;
import org.apache.lucene.facet.FacetsConfig;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.sortedset.DefaultSortedSetDocValuesReaderState;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetCounts;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetField;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesReaderState;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.intervals.IntervalQuery;
import org.apache.lucene.queries.intervals.Intervals;
import org.apache.lucene.queries.intervals.IntervalsSource;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.NFARunAutomaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * Answers queries on the articles that it is given, by Lucene alone. A text is indexed by its characters and pairs of
 * neighbours at their positions, so that any substring is a phrase. Commands come in as lines of tab-separated fields.
 */
public final class LuceneOracle {
  private static final String[] ZONES = {
    "title", "kicker", "subtitle", "body", "authors", "source", "site", "editor", "keywords", "credits"
  };
  private static final String BREAK = "\n"; // the token at the end of a line, and between values
  private static final int MAX_GAP = 20, MAX_VALUES = 1000;
  private static final Sort BY_DATE =
      new Sort(new SortField("date", SortField.Type.LONG, true), SortField.FIELD_DOC);
  private static final Sort BY_ADDED = new Sort(new SortField("added", SortField.Type.LONG, true),
      new SortField("date", SortField.Type.LONG, true), SortField.FIELD_DOC);

  private final Path folder;
  private final FacetsConfig facets = new FacetsConfig();
  private IndexSearcher searcher;
  private SortedSetDocValuesReaderState facetState;

  private LuceneOracle(Path folder) {
    this.folder = folder;
    for (String name : new String[] {"town", "leader"}) {
      facets.setMultiValued(name, true);
    }
  }

  public static void main(String[] arguments) throws Exception {
    LuceneOracle oracle = new LuceneOracle(Path.of(arguments[0]));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<String> words = new ArrayList<>();
      for (String word : line.split("\t", -1)) {
        words.add(unescaped(word));
      }
      Iterator<String> rest = words.iterator();
      switch (rest.next()) {
        case "index" -> oracle.index(in);
        case "ask" -> oracle.ask(rest, out);
        case "list" -> oracle.list(rest, out);
        default -> throw new IllegalArgumentException(line);
      }
      out.println("done");
      out.flush();
    }
  }

  private static String unescaped(String word) {
    return word.indexOf('\\') < 0 ? word
        : word.replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r").replace("\\b", "\\");
  }

  // Documents

  /** Index documents, each a line of names and values, until a line "end". */
  private void index(BufferedReader in) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig().setRAMBufferSizeMB(512);
    config.setMergePolicy(new LogByteSizeMergePolicy()); // keeps the order of documents
    try (IndexWriter writer = new IndexWriter(new MMapDirectory(folder), config)) {
      int number = 0;
      for (String line = in.readLine(); !line.equals("end"); line = in.readLine()) {
        writer.addDocument(facets.build(document(line.split("\t", -1), number++)));
      }
      writer.forceMerge(1);
    }
    searcher = new IndexSearcher(DirectoryReader.open(new MMapDirectory(folder)));
    searcher.setQueryCache(null);
    facetState = new DefaultSortedSetDocValuesReaderState(searcher.getIndexReader(), facets);
    NumericDocValues numbers = leaf().reader().getNumericDocValues("number");
    for (int doc = 0; numbers.nextDoc() != DocIdSetIterator.NO_MORE_DOCS; doc++) {
      if (numbers.longValue() != doc) {
        throw new IllegalStateException("the documents are not in order");
      }
    }
  }

  private Document document(String[] row, int number) {
    Document document = new Document();
    Map<String, List<String>> zones = new LinkedHashMap<>();
    Map<String, Set<String>> values = new LinkedHashMap<>();
    long date = 0, added = 0;
    for (int i = 0; i < row.length; i += 2) {
      String name = row[i], value = unescaped(row[i + 1]);
      switch (name) {
        case "date" -> date = Long.parseLong(value);
        case "added" -> added = Long.parseLong(value);
        case "towns" -> parents(value).forEach(path -> {
          facet(values, document, "town", path);
          endings(path).forEach(each -> term(values, document, "town", each));
        });
        case "places" -> parents(value).forEach(
            path -> endings(path).forEach(each -> term(values, document, "place", each)));
        case "leaders" -> endings(value).forEach(each -> term(values, document, "leader", each));
        case "leading" -> facet(values, document, "leader", value);
        case "outlet" -> {
          facet(values, document, "source", value);
          term(values, document, "source", value);
        }
        case "group", "former" -> term(values, document, name, value);
        default -> zones.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      }
    }
    if (date > 0) {
      document.add(new LongPoint("day", date));
      String month = Long.toString(date / 100);
      facet(values, document, "date", month.substring(0, month.length() - 2) + "-" + month.substring(month.length() - 2));
    }
    document.add(new NumericDocValuesField("date", date));
    document.add(new NumericDocValuesField("added", added));
    document.add(new NumericDocValuesField("number", number));
    document.add(new LongPoint("numbered", number));
    zones.forEach((zone, texts) -> addZone(document, zone, texts));
    return document;
  }

  private static void addZone(Document document, String zone, List<String> texts) {
    FieldType type = new FieldType(TextField.TYPE_NOT_STORED);
    type.setOmitNorms(true);
    document.add(new Field("zone/" + zone, new Characters(texts), type));
    texts.forEach(text -> document.add(new StoredField("text/" + zone, text)));
  }

  private static void facet(Map<String, Set<String>> known, Document document, String name, String value) {
    if (known.computeIfAbsent("facet/" + name, key -> new TreeSet<>()).add(value)) {
      document.add(new SortedSetDocValuesFacetField(name, value));
    }
  }

  private static void term(Map<String, Set<String>> known, Document document, String name, String value) {
    if (known.computeIfAbsent(name, key -> new TreeSet<>()).add(value)) {
      document.add(new StringField("name/" + name, value, Field.Store.NO));
    }
  }

  private static List<String> parents(String path) {
    List<String> found = new ArrayList<>();
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      found.add(path.substring(0, at));
    }
    found.add(path);
    return found;
  }

  private static List<String> endings(String path) {
    List<String> found = new ArrayList<>(List.of(path));
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      found.add(path.substring(at + 1));
    }
    return found;
  }

  /** Characters and pairs of neighbours; a break at both ends of each text and, as well as a space, at line ends. */
  private static final class Characters extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
    private final List<String> tokens = new ArrayList<>();
    private final List<Integer> steps = new ArrayList<>();
    private int at;

    private Characters(List<String> texts) {
      add(BREAK, 1);
      for (String text : texts) {
        int[] codes = text.codePoints().toArray();
        for (int i = 0; i < codes.length; i++) {
          add(shown(codes, i, 1), 1);
          if (codes[i] == '\n') {
            add(BREAK, 0);
          }
          if (i + 1 < codes.length) {
            add(shown(codes, i, 2), 0);
          }
        }
        add(BREAK, 1);
      }
    }

    private void add(String token, int positions) {
      tokens.add(token);
      steps.add(positions);
    }

    private static String shown(int[] codes, int start, int count) {
      return new String(codes, start, count).replace('\n', ' ');
    }

    @Override
    public boolean incrementToken() {
      clearAttributes();
      if (at == tokens.size()) {
        return false;
      }
      term.append(tokens.get(at));
      step.setPositionIncrement(steps.get(at++));
      return true;
    }

    @Override
    public void reset() {
      at = 0;
    }
  }

  // Queries

  private LeafReaderContext leaf() {
    return searcher.getIndexReader().leaves().get(0);
  }

  /** Read a query in prefix form. */
  private Query read(Iterator<String> words) throws IOException {
    String kind = words.next();
    return switch (kind) {
      case "every" -> new MatchAllDocsQuery();
      case "literal" -> zones(words.next(), literal(words.next()));
      case "atleast" -> {
        String zone = words.next();
        BooleanQuery.Builder builder = new BooleanQuery.Builder().setMinimumNumberShouldMatch(number(words));
        for (int left = number(words); left > 0; left--) {
          builder.add(zones(zone, literal(words.next())), Occur.SHOULD);
        }
        yield builder.build();
      }
      case "near" -> near(words);
      case "wildcard" -> wildcard(words);
      case "facet" -> new TermQuery(new Term("name/" + words.next(), words.next()));
      case "days" -> LongPoint.newRangeQuery("day", number(words), number(words));
      case "and", "or" -> {
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        for (int left = number(words); left > 0; left--) {
          builder.add(read(words), kind.equals("and") ? Occur.MUST : Occur.SHOULD);
        }
        yield builder.build();
      }
      case "not" -> new BooleanQuery.Builder()
          .add(new MatchAllDocsQuery(), Occur.MUST).add(read(words), Occur.MUST_NOT).build();
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static int number(Iterator<String> words) {
    return Integer.parseInt(words.next());
  }

  private static Query zones(String zone, Function<String, Query> make) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    for (String name : zone.isEmpty() ? ZONES : new String[] {zone}) {
      builder.add(make.apply("zone/" + name), Occur.SHOULD);
    }
    return builder.build();
  }

  private static Function<String, Query> literal(String text) {
    int[] codes = text.codePoints().toArray();
    if (codes.length < 2) {
      return field -> new TermQuery(new Term(field, text));
    }
    return field -> {
      PhraseQuery.Builder phrase = new PhraseQuery.Builder();
      for (int at = 0; at < codes.length; at += 2) { // the fewest pairs that cover the text
        int start = Math.min(at, codes.length - 2);
        phrase.add(new Term(field, new String(codes, start, 2)), start);
      }
      return phrase.build();
    };
  }

  private static IntervalsSource places(String text) {
    int[] codes = text.codePoints().toArray();
    if (codes.length < 2) {
      return Intervals.term(text);
    }
    String[] pairs = new String[codes.length - 1];
    Arrays.setAll(pairs, i -> new String(codes, i, 2));
    IntervalsSource source = pairs.length == 1 ? Intervals.term(pairs[0]) : Intervals.phrase(pairs);
    return Intervals.extend(source, 0, 1); // a pair stands at the position of its first character
  }

  private static IntervalsSource inOneLine(IntervalsSource source) {
    return Intervals.notContaining(source, Intervals.term(BREAK));
  }

  private Query near(Iterator<String> words) {
    String zone = words.next();
    int distance = number(words);
    Set<String> parts = new LinkedHashSet<>();
    for (int left = number(words); left > 0; left--) {
      String part = words.next();
      distance += (int) part.codePoints().count();
      parts.add(part);
    }
    IntervalsSource[] sources = parts.stream().map(LuceneOracle::places).toArray(IntervalsSource[]::new);
    IntervalsSource all = sources.length == 1 ? sources[0] : Intervals.unordered(sources);
    IntervalsSource source = inOneLine(Intervals.maxwidth(distance, all));
    return zones(zone, field -> new IntervalQuery(field, source));
  }

  /** A pattern is texts and signs in turn, beginning and ending with signs, which may be none. */
  private Query wildcard(Iterator<String> words) throws IOException {
    String zone = words.next();
    List<String> texts = new ArrayList<>(), signs = new ArrayList<>(List.of(words.next()));
    for (int left = number(words); left > 0; left--) {
      texts.add(words.next());
      signs.add(words.next());
    }
    if (texts.size() > 2) {
      return lines(zone, texts, signs);
    }
    IntervalsSource source = places(texts.get(0));
    if (texts.size() == 2) {
      IntervalsSource second = Intervals.extend(places(texts.get(1)), least(signs.get(1)), 0);
      source = Intervals.maxgaps(more(signs.get(1)), Intervals.ordered(source, second));
    }
    IntervalsSource whole = Intervals.extend(source, least(signs.get(0)), least(signs.get(texts.size())));
    return zones(zone, field -> new IntervalQuery(field, inOneLine(whole)));
  }

  private static int least(String signs) {
    return (int) signs.chars().filter(sign -> sign == '?').count();
  }

  private static int more(String signs) {
    return signs.indexOf('*') < 0 ? 0 : MAX_GAP;
  }

  /** Match a pattern of several texts by an automaton on each line: intervals keep only the shortest ones. */
  private Query lines(String zone, List<String> texts, List<String> signs) throws IOException {
    List<Automaton> parts = new ArrayList<>(List.of(Automata.makeAnyString()));
    for (int i = 0; i < signs.size(); i++) {
      int more = i == 0 || i == texts.size() ? 0 : more(signs.get(i));
      parts.add(Operations.repeat(Automata.makeAnyChar(), least(signs.get(i)), least(signs.get(i)) + more));
      if (i < texts.size()) {
        parts.add(Automata.makeString(texts.get(i)));
      }
    }
    NFARunAutomaton automaton = new NFARunAutomaton(Operations.removeDeadStates(Operations.concatenate(parts)));
    Set<Long> found = new TreeSet<>();
    for (String name : zone.isEmpty() ? ZONES : new String[] {zone}) {
      BooleanQuery.Builder all = new BooleanQuery.Builder();
      texts.forEach(text -> all.add(literal(text).apply("zone/" + name), Occur.FILTER));
      for (long doc : numbers(all.build())) {
        String[] values = searcher.storedFields().document((int) doc, Set.of("text/" + name)).getValues("text/" + name);
        if (Arrays.stream(values).flatMap(value -> Arrays.stream(value.split(BREAK))).anyMatch(line -> runs(automaton, line))) {
          found.add(doc);
        }
      }
    }
    return LongPoint.newSetQuery("numbered", found);
  }

  private static boolean runs(NFARunAutomaton automaton, String line) {
    int state = 0;
    for (int code : line.codePoints().toArray()) {
      state = automaton.step(state, code);
      if (state < 0 || automaton.isAccept(state)) {
        break;
      }
    }
    return state >= 0 && automaton.isAccept(state);
  }

  // Answers

  /** Print the total, a checksum of the matches, the hits of a page, and a checksum of the counts of each facet. */
  private void ask(Iterator<String> words, PrintStream out) throws IOException {
    int offset = number(words), limit = number(words);
    String sort = words.next();
    List<String> counted = new ArrayList<>();
    for (int left = number(words); left > 0; left--) {
      counted.add(words.next());
    }
    Query base = read(words);
    Map<String, Query> conditions = new LinkedHashMap<>();
    while (words.hasNext()) {
      conditions.put(words.next(), read(words));
    }
    Query query = narrowed(base, conditions, "");
    FacetsCollector found = collect(query);
    StringBuilder line = new StringBuilder(summary(found)).append('\t');
    if (!sort.equals("relevance")) {
      ScoreDoc[] top = searcher.search(query, offset + limit, sort.equals("date") ? BY_DATE : BY_ADDED).scoreDocs;
      for (int i = offset; i < top.length; i++) {
        line.append(top[i].doc).append(' ');
      }
    }
    for (String name : counted) {
      boolean narrower = conditions.containsKey(name);
      line.append('\t').append(checksum(counts(name, narrower ? collect(narrowed(base, conditions, name)) : found)));
    }
    out.println(line);
  }

  /** Print the numbers of the matches of a query. */
  private void list(Iterator<String> words, PrintStream out) throws IOException {
    numbers(read(words)).forEach(out::println);
  }

  private static Query narrowed(Query base, Map<String, Query> conditions, String without) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder().add(base, Occur.MUST);
    conditions.forEach((name, condition) -> {
      if (!name.equals(without)) {
        builder.add(condition, Occur.FILTER);
      }
    });
    return builder.build();
  }

  private FacetsCollector collect(Query query) throws IOException {
    return searcher.search(query, new FacetsCollectorManager());
  }

  private List<Long> numbers(Query query) throws IOException {
    List<Long> found = new ArrayList<>();
    each(collect(query), doc -> found.add((long) doc));
    return found;
  }

  private String summary(FacetsCollector found) throws IOException {
    byte[] bits = new byte[(searcher.getIndexReader().maxDoc() + 7) / 8];
    int[] total = {0};
    each(found, doc -> {
      bits[doc >> 3] |= (byte) (1 << (doc & 7));
      total[0]++;
    });
    return total[0] + "\t" + checksum(bits);
  }

  private static void each(FacetsCollector found, IntConsumer take) throws IOException {
    for (FacetsCollector.MatchingDocs matching : found.getMatchingDocs()) {
      DocIdSetIterator docs = matching.bits() == null ? null : matching.bits().iterator();
      while (docs != null && docs.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        take.accept(docs.docID());
      }
    }
  }

  /** Return the values with the highest counts, ties in their order; months in theirs. */
  private byte[] counts(String name, FacetsCollector found) throws IOException {
    SortedSetDocValuesFacetCounts counts = new SortedSetDocValuesFacetCounts(facetState, found);
    FacetResult result = facetState.getOrdRange(name) == null ? null : counts.getTopChildren(MAX_VALUES, name);
    LabelAndValue[] values = result == null ? new LabelAndValue[0] : result.labelValues;
    if (name.equals("date")) {
      Arrays.sort(values, (one, other) -> one.label.compareTo(other.label));
    }
    StringBuilder text = new StringBuilder();
    for (LabelAndValue value : values) {
      text.append(value.label).append('\t').append(value.value.intValue()).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static long checksum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }
}

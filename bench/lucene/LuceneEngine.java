import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.Facets;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsCollectorManager;
import org.apache.lucene.facet.FacetsConfig;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.sortedset.DefaultSortedSetDocValuesReaderState;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetCounts;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetField;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesReaderState;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollectorManager;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.MMapDirectory;

/**
 * Apache Lucene on the benchmark's documents. Commands and documents come in as lines of tab-separated fields, answers
 * go out as lines; a query is timed here, so that the pipe is not part of its time.
 */
public final class LuceneEngine {
  private static final int TOP = 10;
  private static final String[] FACETS = {"source", "month", "town", "leader"};
  private static final char LINE_FEED = '\u0001', VALUE_SEPARATOR = '\u0002';

  private final Path folder;
  private final FacetsConfig facets = new FacetsConfig();
  private final Analyzer words = new WhitespaceAnalyzer();
  private IndexSearcher searcher;
  private SortedSetDocValuesReaderState facetState;
  private UnifiedHighlighter highlighter;

  private LuceneEngine(Path folder) {
    this.folder = folder;
    facets.setMultiValued("town", true);
    facets.setMultiValued("leader", true);
  }

  private record Asked(String[] words, String text, long since, long until, String source) {}

  private record Answer(long total, List<Document> hits, List<String> passages, Map<String, Map<String, Integer>> counts) {}

  public static void main(String[] arguments) throws Exception {
    LuceneEngine engine = new LuceneEngine(Path.of(arguments[0]));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] command = line.split("\t", -1);
      switch (command[0]) {
        case "index" -> engine.index(in, !command[1].equals("words"), command[1].equals("whole"));
        case "open" -> engine.open();
        case "run" -> engine.run(command[1], command[2].equals("cpu"), read(in, Integer.parseInt(command[3])), out);
        case "answers" -> engine.answers(command[1], read(in, Integer.parseInt(command[2])), out);
        default -> throw new IllegalArgumentException(command[0]);
      }
      out.println("done");
      out.flush();
    }
  }

  private static List<Asked> read(BufferedReader in, int count) throws IOException {
    List<Asked> queries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String[] row = in.readLine().split("\t", -1);
      String[] words = row[0].isEmpty() ? new String[0] : row[0].split(" ");
      queries.add(new Asked(words, row[1], Long.parseLong(row[2]), Long.parseLong(row[3]), row[4]));
    }
    return queries;
  }

  /** Index documents until a line "end": id, date, source, title, body, words of both, characters, pairs, towns, leaders. */
  private void index(BufferedReader in, boolean literal, boolean passages) throws IOException {
    FieldType text = new FieldType(passages ? TextField.TYPE_STORED : TextField.TYPE_NOT_STORED);
    if (passages) {
      text.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
    }
    FieldType characters = new FieldType(TextField.TYPE_NOT_STORED);
    characters.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    IndexWriterConfig config = new IndexWriterConfig(words).setRAMBufferSizeMB(512);
    try (IndexWriter writer = new IndexWriter(new MMapDirectory(folder), config)) {
      for (String line = in.readLine(); !line.equals("end"); line = in.readLine()) {
        String[] row = line.replace(LINE_FEED, '\n').split("\t", -1);
        Document document = new Document();
        document.add(new StringField("id", row[0], Field.Store.YES));
        document.add(new LongField("date", Long.parseLong(row[1]), Field.Store.YES));
        document.add(new StringField("source", row[2], Field.Store.YES));
        document.add(new StoredField("title_text", row[3]));
        document.add(new StoredField("body_text", row[4]));
        document.add(new Field("title", row[5], text));
        document.add(new Field("body", row[6], text));
        if (literal) {
          document.add(new Field("characters", row[7], characters));
          document.add(new TextField("pairs", row[8], Field.Store.NO));
        }
        addFacet(document, "source", row[2]);
        addFacet(document, "month", row[1].equals("0") ? "" : row[1].substring(0, 6));
        for (int i = 0; i < 2; i++) {
          for (String value : row[9 + i].split(String.valueOf(VALUE_SEPARATOR))) {
            addFacet(document, FACETS[2 + i], value);
          }
        }
        writer.addDocument(facets.build(document));
      }
      writer.forceMerge(1);
    }
  }

  private static void addFacet(Document document, String name, String value) {
    if (!value.isEmpty()) {
      document.add(new SortedSetDocValuesFacetField(name, value));
    }
  }

  private void open() throws IOException {
    searcher = new IndexSearcher(DirectoryReader.open(new MMapDirectory(folder)));
    searcher.setQueryCache(null);
    facetState = new DefaultSortedSetDocValuesReaderState(searcher.getIndexReader(), facets);
    highlighter = UnifiedHighlighter.builder(searcher, words).build();
  }

  private void run(String kind, boolean cpu, List<Asked> queries, PrintStream out) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    for (Asked query : queries) {
      long start = cpu ? threads.getCurrentThreadCpuTime() : System.nanoTime();
      answer(kind, query);
      out.println((cpu ? threads.getCurrentThreadCpuTime() : System.nanoTime()) - start);
    }
  }

  /** Print for each query its total, counts of sources and months, and the days of its hits. */
  private void answers(String kind, List<Asked> queries, PrintStream out) throws IOException {
    for (Asked query : queries) {
      Answer answer = answer(kind, query);
      StringBuilder line = new StringBuilder(Long.toString(answer.total));
      for (String name : List.of("source", "month")) {
        line.append('\t');
        answer.counts.getOrDefault(name, Map.of()).forEach(
            (value, count) -> line.append(value).append(VALUE_SEPARATOR).append(count).append(VALUE_SEPARATOR));
      }
      line.append('\t');
      answer.hits.forEach(hit -> line.append(hit.get("date")).append(' '));
      out.println(line);
    }
  }

  private Answer answer(String kind, Asked query) throws IOException {
    return switch (kind) {
      case "any-word" -> best(all(query, Occur.SHOULD));
      case "all-words" -> best(all(query, Occur.MUST));
      case "substring" -> best(literal(query));
      case "filter" -> best(new BooleanQuery.Builder()
          .add(all(query, Occur.MUST), Occur.MUST)
          .add(LongField.newRangeQuery("date", query.since, query.until), Occur.FILTER)
          .add(new TermQuery(new Term("source", query.source)), Occur.FILTER).build());
      case "facets" -> whole(all(query, Occur.SHOULD), false, "source", "month");
      case "date-sort" -> newest(all(query, Occur.SHOULD));
      case "words" -> whole(all(query, Occur.MUST), true, FACETS);
      case "quoted" -> whole(literal(query), true, FACETS);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private Query all(Asked query, Occur occur) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    for (String word : query.words) {
      builder.add(either(field -> new TermQuery(new Term(field, word))), occur);
    }
    return builder.build();
  }

  private static Query either(Function<String, Query> make) {
    return new BooleanQuery.Builder()
        .add(new BoostQuery(make.apply("title"), 2), Occur.SHOULD).add(make.apply("body"), Occur.SHOULD).build();
  }

  /** Match a text as a phrase of the fewest pairs of characters that cover it; a single character by itself. */
  private static Query literal(Asked query) {
    int[] characters = query.text.codePoints().toArray();
    if (characters.length == 1) {
      return new TermQuery(new Term("characters", query.text));
    }
    PhraseQuery.Builder phrase = new PhraseQuery.Builder();
    for (int at = 0; at < characters.length; at += 2) {
      int start = Math.min(at, characters.length - 2);
      phrase.add(new Term("pairs", new String(characters, start, 2)), start);
    }
    return phrase.build();
  }

  private Answer best(Query query) throws IOException {
    TopDocs top = searcher.search(query, new TopScoreDocCollectorManager(TOP, Integer.MAX_VALUE));
    return new Answer(top.totalHits.value(), stored(top), List.of(), Map.of());
  }

  private Answer newest(Query query) throws IOException {
    Sort byDate = new Sort(LongField.newSortField("date", true, SortedNumericSelector.Type.MAX));
    TopDocs top = searcher.search(query, new TopFieldCollectorManager(byDate, TOP, Integer.MAX_VALUE));
    return new Answer(top.totalHits.value(), stored(top), List.of(), Map.of());
  }

  /** Return ten hits, the exact total, counts of facets, and with `passages` the best passages of each hit. */
  private Answer whole(Query query, boolean passages, String... counted) throws IOException {
    var managers = new MultiCollectorManager(
        new TopScoreDocCollectorManager(TOP, Integer.MAX_VALUE), new FacetsCollectorManager());
    Object[] found = searcher.search(query, managers);
    TopDocs top = (TopDocs) found[0];
    Facets counts = new SortedSetDocValuesFacetCounts(facetState, (FacetsCollector) found[1]);
    Map<String, Map<String, Integer>> values = new HashMap<>();
    for (String name : counted) {
      FacetResult result = passages ? counts.getTopChildren(20, name) : counts.getAllChildren(name);
      Map<String, Integer> numbers = new HashMap<>();
      for (LabelAndValue value : result == null ? new LabelAndValue[0] : result.labelValues) {
        numbers.put(value.label, value.value.intValue());
      }
      values.put(name, numbers);
    }
    List<String> shown = new ArrayList<>();
    if (passages) {
      for (String[] texts : highlighter.highlightFields(new String[] {"title", "body"}, query, top).values()) {
        shown.addAll(Arrays.asList(texts));
      }
    }
    return new Answer(top.totalHits.value(), stored(top), shown, values);
  }

  private List<Document> stored(TopDocs top) throws IOException {
    StoredFields fields = searcher.storedFields();
    List<Document> documents = new ArrayList<>();
    for (ScoreDoc hit : top.scoreDocs) {
      documents.add(fields.document(hit.doc));
    }
    return documents;
  }
}

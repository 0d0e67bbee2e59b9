package caravel.control;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The allowed dependencies between the packages of the control plane.
@AnalyzeClasses(packages = "caravel.control", importOptions = DoNotIncludeTests.class)
final class ArrowsTest {
  private static final String[] NOUNS = {
    "caravel.control.plan..",
    "caravel.control.tenant..",
    "caravel.control.relay..",
    "caravel.control.hosting..",
    "caravel.control.payment..",
    "caravel.control.notify..",
    "caravel.control.billing..",
    "caravel.control.image..",
    "caravel.control.domain..",
    "caravel.control.admin.."
  };

  @ArchTest
  static final ArchRule PACKAGES_DO_NOT_GO_IN_CIRCLES =
      slices().matching("caravel.control.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_FOUNDATION_NAMES_NO_NOUN =
      noClasses()
          .that()
          .resideInAnyPackage(
              "caravel.control.money..",
              "caravel.control.db..",
              "caravel.control.job..",
              "caravel.control.http..",
              "caravel.control.auth..",
              "caravel.control.activity..",
              "caravel.control.audit..",
              "caravel.control.backup..",
              "caravel.control.trace..",
              "caravel.control.problem..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(NOUNS);

  @ArchTest
  static final ArchRule NOBODY_READS_ADMIN =
      noClasses()
          .that()
          .resideOutsideOfPackage("caravel.control.admin..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("caravel.control.admin..");

  @ArchTest
  static final ArchRule RELAYS_DO_NOT_KNOW_WHO_MAKES_THEM_REAL =
      noClasses()
          .that()
          .resideInAnyPackage(
              "caravel.control.relay..", "caravel.control.tenant..", "caravel.control.plan..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("caravel.control.hosting..");

  @ArchTest
  static final ArchRule ONLY_CUSTOM_DOMAINS_ASK_THE_DNS =
      noClasses()
          .that()
          .resideOutsideOfPackage("caravel.control.domain..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.xbill..");

  @ArchTest
  static final ArchRule THE_PORT_DOES_NOT_KNOW_ITS_ADAPTER =
      noClasses()
          .that()
          .resideInAPackage("caravel.control.hosting")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("caravel.control.hosting.zooid..");

  @ArchTest
  static final ArchRule NOTICES_DO_NOT_KNOW_HOW_THEY_TRAVEL_NOR_WHAT_THEY_ARE_ABOUT =
      noClasses()
          .that()
          .resideInAPackage("caravel.control.notify")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "caravel.control.notify.nostr..",
              "caravel.outbound..",
              "caravel.control.relay..",
              "caravel.control.billing..",
              "caravel.control.payment..");

  @ArchTest
  static final ArchRule NOBODY_KNOWS_HOW_MONEY_IS_MOVED =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "caravel.control.payment.stripe..", "caravel.control.payment.nwc..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "caravel.control.payment.stripe..", "caravel.control.payment.nwc..", "com.stripe..");

  @ArchTest
  static final ArchRule NOBODY_KNOWS_WHERE_A_PRICE_IS_READ =
      noClasses()
          .that()
          .resideOutsideOfPackage("caravel.control.money.rates..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("caravel.control.money.rates..");

  @ArchTest
  static final ArchRule ONE_WAY_TO_MOVE_MONEY_DOES_NOT_KNOW_ANOTHER =
      slices().matching("caravel.control.payment.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule TIME_COMES_FROM_OUTSIDE =
      noClasses()
          .should()
          .accessTargetWhere(
              target(owner(resideInAPackage("java.time.."))).and(target(name("now"))))
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.time.Clock")
          .orShould()
          .accessTargetWhere(
              target(owner(assignableTo(System.class))).and(target(name("currentTimeMillis"))));

  @ArchTest
  static final ArchRule PROBLEMS_KNOW_NOTHING_OF_THE_CONTROL_PLANE =
      noClasses()
          .that()
          .resideInAPackage("caravel.control.problem..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("caravel.control..")
                  .and(not(resideInAPackage("caravel.control.problem.."))));

  @ArchTest
  static final ArchRule RULES_DO_NOT_KNOW_HTTP =
      noClasses()
          .that()
          .resideInAnyPackage("..core..", "caravel.control.money..", "caravel.control.problem..")
          .or()
          .haveNameMatching(
              ".*\\.(.*Rules|Limits|Subdomains|RelayDiff|Reconciling|Probing|ZooidVerdict|Delivering)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("caravel.control.http..");

  @ArchTest
  static final ArchRule DECISIONS_ARE_PURE =
      noClasses()
          .that()
          .haveFullyQualifiedName("caravel.control.hosting.Reconciling")
          .or()
          .haveFullyQualifiedName("caravel.control.hosting.Probing")
          .or()
          .haveFullyQualifiedName("caravel.control.hosting.zooid.ZooidVerdict")
          .or()
          .haveFullyQualifiedName("caravel.control.job.Backoff")
          .or()
          .haveFullyQualifiedName("caravel.control.notify.Delivering")
          .or()
          .haveFullyQualifiedName("caravel.control.domain.DomainCheck")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(InstantSource.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(RandomGenerator.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("caravel.control.db..", "org.eclipse.jetty..", "java.net..");
}

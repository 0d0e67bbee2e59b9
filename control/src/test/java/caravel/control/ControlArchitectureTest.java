package caravel.control;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/// The arrows inside the control plane.
@AnalyzeClasses(packages = "caravel.control", importOptions = DoNotIncludeTests.class)
final class ControlArchitectureTest {
  private static final String[] FOUNDATION = {
    "caravel.control.money..",
    "caravel.control.db..",
    "caravel.control.job..",
    "caravel.control.http..",
    "caravel.control.auth..",
    "caravel.control.activity.."
  };

  @ArchTest
  static final ArchRule THE_FOUNDATION_NAMES_NO_NOUN =
      noClasses()
          .that()
          .resideInAnyPackage(FOUNDATION)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "caravel.control.plan..",
              "caravel.control.tenant..",
              "caravel.control.relay..",
              "caravel.control.hosting..",
              "caravel.control.payment..",
              "caravel.control.admin..");

  @ArchTest
  static final ArchRule NOBODY_READS_ADMIN =
      noClasses()
          .that()
          .resideOutsideOfPackage("caravel.control.admin..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("caravel.control.admin..");

  @ArchTest
  static final ArchRule RELAYS_DO_NOT_KNOW_WHO_HOSTS_THEM =
      noClasses()
          .that()
          .resideInAnyPackage(
              "caravel.control.plan..", "caravel.control.tenant..", "caravel.control.relay..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("caravel.control.hosting..", "caravel.control.payment..");

  @ArchTest
  static final ArchRule NOUNS_ARE_FREE_OF_CYCLES =
      slices()
          .matching("caravel.control.(plan|tenant|relay|hosting|payment|admin)..")
          .should()
          .beFreeOfCycles();

  @ArchTest
  static final ArchRule TIME_IS_AN_INPUT =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemUTC");
}

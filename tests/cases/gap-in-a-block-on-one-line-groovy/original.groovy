pipeline {
  stage('Build') {
    steps { sh 'make' }
  }
}
